/** What a network job is asked to do: the commands' operations, on events of the warehouse or on rows that come with the request. */
import { type Static, Type } from '@sinclair/typebox';
import { FilterQuery } from '../http/filter.ts';
import { ROWS_MAX } from './limits.ts';

const Name = (description: string) => Type.String({ minLength: 1, maxLength: 256, description });
const Value = Type.Union([Type.String({ maxLength: 10_000 }), Type.Number(), Type.Null()]);
const exact = { additionalProperties: false };

const Shares = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('warehouse'),
      actor: Name('feature: who acted'),
      object: Name('feature: on what; of a list, each item is an object'),
      ...FilterQuery,
    },
    exact,
  ),
  Type.Object(
    {
      kind: Type.Literal('rows'),
      rows: Type.Array(Type.Object({ actor: Value, object: Value, time: Value }, exact), {
        minItems: 1,
        maxItems: ROWS_MAX,
      }),
    },
    exact,
  ),
]);

const Edges = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('warehouse'),
      source: Name('feature: who follows, votes or rates'),
      target: Name('feature: whom'),
      weight: Type.Optional(Name('feature: how much; 1 when absent')),
      ...FilterQuery,
    },
    exact,
  ),
  Type.Object(
    {
      kind: Type.Literal('rows'),
      rows: Type.Array(Type.Object({ source: Value, target: Value, weight: Type.Optional(Value) }, exact), {
        minItems: 1,
        maxItems: ROWS_MAX,
      }),
    },
    exact,
  ),
]);

const Coaction = {
  shares: Shares,
  kind: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'what the objects are, where values need reading: co-link, co-hashtag, …',
    }),
  ),
  window: Type.Optional(
    Type.String({ maxLength: 20, description: 'how far apart two shares may be: 60s, 5m, 250ms, any' }),
  ),
  minRepetition: Type.Optional(Type.Integer({ minimum: 1, description: 'least weight of an edge' })),
  minParticipation: Type.Optional(Type.Integer({ minimum: 1, description: 'leave out actors with fewer shares' })),
};
const MaxQ = Type.Number({
  exclusiveMinimum: 0,
  maximum: 1,
  description: 'share of false discoveries among the edges',
});
const Find = {
  ...Coaction,
  q: Type.Optional(Type.Union([MaxQ, Type.Null()], { description: '0.05 when absent; null takes every edge' })),
  method: Type.Optional(Type.Union([Type.Literal('leiden'), Type.Literal('components')])),
  resolution: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'of leiden: larger gives smaller clusters' }),
  ),
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })),
};

export const JobBody = Type.Union([
  Type.Object(
    {
      operation: Type.Literal('coaction'),
      ...Coaction,
      weight: Type.Optional(
        Type.Union([Type.Literal('objects'), Type.Literal('pairs'), Type.Literal('messages')], {
          description: 'what an edge counts; objects when absent',
        }),
      ),
      directed: Type.Optional(Type.Boolean({ description: 'from the earlier to the later' })),
      q: Type.Optional(Type.Union([MaxQ, Type.Null()], { description: 'test edges against chance and keep those' })),
    },
    exact,
  ),
  Type.Object(
    {
      operation: Type.Literal('clusters'),
      ...Find,
      runs: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100,
          description: 'of leiden: how often, to say how stable clusters are; 5',
        }),
      ),
    },
    exact,
  ),
  Type.Object(
    {
      operation: Type.Literal('chains'),
      ...Find,
      every: Type.Optional(Type.String({ maxLength: 20, description: 'length of the stretches of time; 1d' })),
      minSimilarity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: '0.3' })),
      maxGap: Type.Optional(Type.Integer({ minimum: 0, description: 'stretches that a cluster may be absent for; 0' })),
    },
    exact,
  ),
  Type.Object(
    {
      operation: Type.Literal('trust'),
      edges: Edges,
      method: Type.Optional(
        Type.Union([Type.Literal('pagerank'), Type.Literal('sybilrank'), Type.Literal('fairness')]),
      ),
      trusted: Type.Optional(Type.Array(Name('an actor where trust begins'), { maxItems: 100_000 })),
      linked: Type.Optional(
        Type.Array(Type.Array(Name('an account'), { minItems: 2, maxItems: 2 }), {
          maxItems: 100_000,
          description: 'pairs of accounts of one owner: what they give each other does not count',
        }),
      ),
      scale: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, description: 'ratings are divided by it (fairness); 1' }),
      ),
    },
    exact,
  ),
]);

export type JobRequest = Static<typeof JobBody>;
export type SharesRequest = Static<typeof Shares>;
export type EdgesRequest = Static<typeof Edges>;
export type Operation = JobRequest['operation'];
