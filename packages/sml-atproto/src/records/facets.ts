/** Links, mentions and tags of a record's rich text: `$.operation.record.facets`. */
import {
  type EvaluationContext,
  type Failed,
  type FunctionDeclaration,
  isJsonObject,
  type JsonValue,
  listOf,
  STR,
  simpleFunction,
} from '@lapwing/sml';

type FacetKind = 'link' | 'mention' | 'tag';

const FIELD: Readonly<Record<FacetKind, string>> = { link: 'uri', mention: 'did', tag: 'tag' };

/** Values of one kind of facet in lower case. A facet without features ends the list, as in the original. */
function facetValues(context: EvaluationContext, kind: FacetKind): string[] | Failed {
  const facets = facetsOf(context.action.data);
  if (facets === null) return malformed(context, 'the record is null');
  const values: string[] = [];
  for (const facet of facets) {
    if (!isJsonObject(facet)) return malformed(context, 'a facet is not an object');
    const features = facet['features'];
    if (features === undefined || features === null || (Array.isArray(features) && features.length === 0))
      return values;
    if (!Array.isArray(features)) return malformed(context, 'features of a facet are not a list');
    for (const feature of features) {
      if (!isJsonObject(feature)) return malformed(context, 'a feature of a facet is not an object');
      const value = feature[FIELD[kind]];
      if (feature['$type'] !== `app.bsky.richtext.facet#${kind}` || value === undefined) continue;
      if (typeof value !== 'string') return context.fail('AttributeError', `\`${FIELD[kind]}\` of a facet is not text`);
      values.push(value.toLowerCase());
    }
  }
  return values;
}

/** The facets; none where something on the way is missing, null where it is null. */
function facetsOf(data: JsonValue): readonly JsonValue[] | null {
  let at: JsonValue | undefined = data;
  for (const key of ['operation', 'record', 'facets']) {
    if (at === null) return null;
    if (!isJsonObject(at) || !(key in at)) return [];
    at = at[key];
    if (at === undefined) return [];
  }
  return Array.isArray(at) ? at : [];
}

const malformed = (context: EvaluationContext, what: string): Failed => context.fail('TypeError', what);

const SAMPLE = {
  operation: {
    record: {
      facets: [
        { features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://Example.com/A' }] },
        { features: [{ $type: 'app.bsky.richtext.facet#mention', did: 'did:plc:abc' }] },
        { features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'Art' }] },
      ],
    },
  },
};

function facetFunction(name: string, kind: FacetKind, what: string, result: string): FunctionDeclaration {
  return simpleFunction({
    name,
    category: 'atproto',
    doc: `The ${what} of the record's text, in lower case; none where the event has no record with facets.`,
    examples: [{ source: `A = ${name}()`, data: SAMPLE, features: { A: [result] } }],
    parameters: [],
    result: listOf(STR),
    purity: 'event',
    cost: 30,
    run: (context) => facetValues(context, kind),
  });
}

export const facetFunctions = (): FunctionDeclaration[] => [
  facetFunction('LinksFromFacets', 'link', 'links', 'https://example.com/a'),
  facetFunction('MentionsFromFacets', 'mention', 'DIDs mentioned', 'did:plc:abc'),
  facetFunction('TagsFromFacets', 'tag', 'tags', 'art'),
];
