/** Selecting a stretch of a chart by dragging: listens on the chart itself, so that its tooltips go on working. */
import { type RefObject, useEffect, useRef, useState } from 'react';

interface BrushProps {
  readonly target: RefObject<HTMLDivElement | null>;
  /** Both ends in pixels from the chart's left edge. */
  readonly onSelect: (left: number, right: number) => void;
}

/** A shorter drag is a click that slipped. */
const leastPixels = 5;

export function Brush({ target, onSelect }: BrushProps) {
  const [span, setSpan] = useState<readonly [number, number] | null>(null);
  const latest = useRef(onSelect);
  latest.current = onSelect;

  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    let from: number | null = null;
    const at = (event: PointerEvent): number => {
      const box = element.getBoundingClientRect();
      return Math.max(0, Math.min(box.width, event.clientX - box.left));
    };
    const start = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      from = at(event);
      element.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      if (from !== null) setSpan([Math.min(from, at(event)), Math.max(from, at(event))]);
    };
    const end = (event: PointerEvent): void => {
      if (from === null) return;
      const [left, right] = [Math.min(from, at(event)), Math.max(from, at(event))];
      from = null;
      setSpan(null);
      if (event.type === 'pointerup' && right - left >= leastPixels) latest.current(left, right);
    };
    element.addEventListener('pointerdown', start);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', end);
    element.addEventListener('pointercancel', end);
    return () => {
      element.removeEventListener('pointerdown', start);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', end);
      element.removeEventListener('pointercancel', end);
    };
  }, [target]);

  if (span === null || span[1] - span[0] < leastPixels) return null;
  return <div className="chart-brush" style={{ left: span[0], width: span[1] - span[0] }} />;
}
