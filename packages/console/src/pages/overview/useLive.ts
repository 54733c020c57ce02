/** The live stream as page state: recent rates, recent decisions, and a pause that loses nothing while it lasts. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { openLive } from '../../api/live.ts';
import type { EventSummary, Rate } from '../../api/types.ts';
import { liveRows, ratePoints } from '../../lib/limits.ts';

type LiveState = 'connecting' | 'open' | 'closed';

export interface Live {
  readonly state: LiveState;
  readonly rates: readonly Rate[];
  readonly items: readonly EventSummary[];
  readonly paused: boolean;
  /** Events that arrived since the pause, at most `liveRows`. */
  readonly waiting: number;
  readonly toggle: () => void;
}

export function useLive(): Live {
  const [state, setState] = useState<LiveState>('connecting');
  const [rates, setRates] = useState<readonly Rate[]>([]);
  const [items, setItems] = useState<readonly EventSummary[]>([]);
  const [paused, setPaused] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const held = useRef<readonly EventSummary[] | null>(null);

  useEffect(
    () =>
      openLive({
        onState: setState,
        onRate: (rate) => setRates((before) => [...before, rate].slice(-ratePoints)),
        onDecisions: (arrived) => {
          const newest = [...arrived].reverse();
          if (held.current === null) {
            setItems((before) => [...newest, ...before].slice(0, liveRows));
          } else {
            held.current = [...newest, ...held.current].slice(0, liveRows);
            setWaiting(held.current.length);
          }
        },
      }),
    [],
  );

  const toggle = useCallback(() => {
    const kept = held.current;
    if (kept === null) {
      held.current = [];
    } else {
      held.current = null;
      setWaiting(0);
      setItems((before) => [...kept, ...before].slice(0, liveRows));
    }
    setPaused(kept === null);
  }, []);

  return { state, rates, items, paused, waiting, toggle };
}
