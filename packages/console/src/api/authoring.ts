/** What authors of rules ask the server: drafts of the ruleset, checked, tested, tried, saved and put in force. */
import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import {
  backtest,
  backtests,
  type ChangedFile,
  checked,
  type DeployState,
  deployed,
  draft,
  drafts,
  type LanguageMethod,
  type LanguageResult,
  languageResults,
  rulesetFiles,
  testRun,
  tried,
} from './authoring-types.ts';
import { get, send } from './client.ts';
import { nothing } from './types.ts';

/** Changed files: path → text, null for one that goes. */
export type Overlay = Readonly<Record<string, string | null>>;

/** Read once when an editor opens: what an author works on does not change under their hands. */
export const rulesetFilesQuery = queryOptions({
  queryKey: ['ruleset-files'],
  queryFn: ({ signal }) => get(rulesetFiles, '/v1/ruleset/files', signal),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  refetchOnWindowFocus: false,
});

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  queryFn: ({ signal }) => get(drafts, '/v1/rules/drafts', signal),
  staleTime: 5_000,
});

export function draftQuery(id: string) {
  return queryOptions({
    queryKey: ['draft', id],
    queryFn: ({ signal }) => get(draft, `/v1/rules/drafts/${encodeURIComponent(id)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export interface DraftContent {
  readonly name: string;
  readonly description: string;
  readonly baseHash: string;
  readonly files: readonly ChangedFile[];
}

export const createDraft = (content: DraftContent) => send(draft, 'POST', '/v1/rules/drafts', content);

/** Throws a Problem of status 409 where somebody else saved it since `revision`. */
export const saveDraft = (id: string, revision: number, content: DraftContent) =>
  send(draft, 'PUT', `/v1/rules/drafts/${encodeURIComponent(id)}`, { ...content, revision });

export const deleteDraft = (id: string, revision: number) =>
  send(nothing, 'DELETE', `/v1/rules/drafts/${encodeURIComponent(id)}?revision=${revision}`);

export const deployDraft = (id: string, revision: number, reason: string, state: DeployState) =>
  send(deployed, 'POST', `/v1/rules/drafts/${encodeURIComponent(id)}/deploy`, { revision, reason, state });

/** One request to the language server about a draft. */
export async function askLanguage<M extends LanguageMethod>(
  workspace: string,
  files: Overlay,
  method: M,
  params: unknown,
): Promise<LanguageResult<M>> {
  const request = params === null ? { method } : { method, params };
  const answer = await send(v.object({ result: v.unknown() }), 'POST', '/v1/rules/language', {
    workspace,
    files,
    request,
  });
  return v.parse(languageResults[method] as v.GenericSchema<unknown, LanguageResult<M>>, answer.result);
}

export const checkFiles = (files: Overlay) => send(checked, 'POST', '/v1/rules/check', { files });
export const testFiles = (files: Overlay) => send(testRun, 'POST', '/v1/rules/test', { files });
export const tryFiles = (files: Overlay, subject: { readonly eventId: string } | { readonly event: string }) =>
  send(tried, 'POST', '/v1/rules/try', { files, ...subject });

export const beginBacktest = (draftId: string, since: string) =>
  send(backtest, 'POST', `/v1/rules/drafts/${encodeURIComponent(draftId)}/backtest`, { since });
export const cancelBacktest = (id: string) =>
  send(nothing, 'POST', `/v1/rules/backtests/${encodeURIComponent(id)}/cancel`);
export const backtestReportAddress = (id: string): string =>
  `/v1/rules/backtests/${encodeURIComponent(id)}/report.html`;

export function backtestsQuery(draftId: string) {
  return queryOptions({
    queryKey: ['backtests', draftId],
    queryFn: ({ signal }) => get(backtests, `/v1/rules/drafts/${encodeURIComponent(draftId)}/backtests`, signal),
  });
}

/** How often a running backtest is asked how far it is. */
const progressMillis = 500;

export function backtestQuery(id: string) {
  return queryOptions({
    queryKey: ['backtest', id],
    queryFn: ({ signal }) => get(backtest, `/v1/rules/backtests/${encodeURIComponent(id)}`, signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? progressMillis : false),
  });
}
