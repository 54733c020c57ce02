/** Events from an input through the lanes, all of which see the same ones. */
import type { BacktestInput } from './input.ts';
import type { Lane } from './lane.ts';
import type { ReplayResult } from './replayer.ts';

export interface DriveOptions {
  /** Aborting ends the backtest after the batch at hand: what was decided is reported. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly share: number | null; readonly events: number }) => void;
}

export interface Driven {
  /** In the order of the lanes. */
  readonly results: readonly ReplayResult[];
  readonly interrupted: boolean;
}

/** Rejects where a lane or the input fails. The lanes are left open. */
export async function driveLanes(
  input: BacktestInput,
  lanes: readonly Lane[],
  { signal, onProgress }: DriveOptions,
): Promise<Driven> {
  let events = 0;
  for await (const { batch, share } of input.steps(signal)) {
    if (batch !== null) {
      await Promise.all(lanes.map((lane) => lane.push(batch)));
      events += batch.entries;
    }
    onProgress({ share, events });
    if (signal.aborted) break;
  }
  const results = await Promise.all(lanes.map((lane) => lane.finish()));
  return { results, interrupted: signal.aborted };
}
