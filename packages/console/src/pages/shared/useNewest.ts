/** The newest event's time: what "the last hour" is counted from. */
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/overview.ts';

export function useNewest(): { readonly newest: string | null; readonly known: boolean } {
  const { data, isError } = useQuery({ ...overviewQuery, select: (overview) => overview.eventTime.max });
  return { newest: data ?? null, known: data !== undefined || isError };
}
