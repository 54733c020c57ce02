/**
 * Which column holds which feature. SML names differ by case (`UserID`, `UserId`), SQL names do not, so the second of two
 * such features gets a numbered column. The choice is kept in the manifest: a feature has one column for ever.
 */
import { FIXED_COLUMNS } from './schema.ts';

/** Columns for the features that have none yet, given the names in use. Pure: the caller stores them. */
export function nameColumns(
  features: Iterable<string>,
  existing: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const taken = new Set(FIXED_COLUMNS.map((column) => column.name));
  for (const column of existing.values()) taken.add(column.toLowerCase());
  const added = new Map<string, string>();
  for (const feature of features) {
    if (existing.has(feature) || added.has(feature)) continue;
    let column = feature;
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${feature}__${n}`;
    taken.add(column.toLowerCase());
    added.set(feature, column);
  }
  return added;
}
