/** The ruleset's features by name, for their types. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { featuresQuery } from '../../api/rules.ts';
import type { Feature } from '../../api/types.ts';

export function useFeatures(): ReadonlyMap<string, Feature> {
  const { data } = useQuery(featuresQuery);
  return useMemo(() => new Map((data?.items ?? []).map((feature) => [feature.name, feature])), [data]);
}
