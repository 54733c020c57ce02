/** The brakes of the file, put in force when they are others than before. */
import type { BrakeSettings } from '@lapwing/enforcement';
import type { Pipeline } from '@lapwing/pipeline';

export async function applyBrakesFile(pipeline: Pipeline, settings: BrakeSettings | null): Promise<void> {
  if (settings === null) return;
  if (JSON.stringify(pipeline.brakes?.file) === JSON.stringify(settings)) return;
  const change = { kind: 'file', settings } as const;
  await pipeline.record({ type: 'brakes', atMillis: pipeline.nowMillis(), by: 'files', reason: 'start', change });
}
