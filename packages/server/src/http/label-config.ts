/** Labels as a checked ruleset's configuration defines them. */
import type { Program } from '@lapwing/sml';

export interface LabelDefinition {
  readonly validFor: readonly string[];
  readonly connotation: string | null;
  readonly description: string | null;
}

export function labelDefinitions(program: Program): ReadonlyMap<string, LabelDefinition> {
  const labels = program.files.config['labels'];
  if (!isRecord(labels)) return new Map();
  return new Map(
    Object.entries(labels).map(([name, value]) => {
      const fields = isRecord(value) ? value : {};
      const { valid_for: validFor, connotation, description } = fields;
      return [
        name,
        {
          validFor: Array.isArray(validFor) ? validFor.map(String) : [],
          connotation: typeof connotation === 'string' ? connotation : null,
          description: typeof description === 'string' ? description : null,
        },
      ];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
