/** The events page's own search, for links inside of it that change one part and keep the rest. */
import { createContext } from 'react';

export interface EventsSearch {
  readonly q?: string;
  readonly action?: string;
  readonly rule?: string;
  readonly range?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly cols?: string;
}

/** The current search on the events page, nothing elsewhere. */
export const SearchBase = createContext<EventsSearch>({});
