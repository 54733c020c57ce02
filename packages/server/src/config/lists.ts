/** The `lists` of `lapwing.yaml`: what an installation begins with. */
import { LIST_KINDS, ListError, type ListSeed, ListStore, plantLists } from '@lapwing/memory';
import { type Static, Type } from '@sinclair/typebox';

export const ListsFile = Type.Array(
  Type.Object(
    {
      name: Type.String(),
      kind: Type.Union(LIST_KINDS.map((kind) => Type.Literal(kind))),
      owner: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      description: Type.Optional(Type.String({ maxLength: 4000 })),
      max_distance: Type.Optional(Type.Integer({ minimum: 0, maximum: 64 })),
      entries: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
    },
    { additionalProperties: false },
  ),
);

/** Whom a list is that the file gives to nobody: whoever `lapwing start` signs in. */
const OWNER = 'admin@localhost';

/** Throws a ListError that names what is wrong. */
export function listsOf(file: Static<typeof ListsFile>): readonly ListSeed[] {
  const seeds = file.map(({ name, kind, owner = OWNER, description = '', max_distance = 0, entries = [] }) => ({
    ...{ name, kind, owner, description, maxDistance: max_distance, entries },
  }));
  const names = new Set(seeds.map(({ name }) => name));
  if (names.size < seeds.length) throw new ListError('two lists have one name');
  plantLists(new ListStore(), seeds);
  return seeds;
}
