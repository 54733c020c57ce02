/** What every browser test starts from: the built console over the mock, one browser, and a signed-in page. */
import type { Browser } from 'playwright-core';
import { type MockApi, type MockOptions, signInToken, startMockApi } from '../mock-api.ts';
import { launchBrowser, openVisit, type Visit, type VisitOptions } from './browser.ts';
import { builtConsole } from './site.ts';

export interface Stage {
  readonly api: MockApi;
  readonly browser: Browser;
  /** A fresh profile with a session, at `path`. */
  signedIn(path: string, options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

export async function openStage(options: Omit<MockOptions, 'distDirectory'> = {}): Promise<Stage> {
  const browser = await launchBrowser();
  const api = await startMockApi({ ...options, distDirectory: await builtConsole() });
  return {
    api,
    browser,
    signedIn: async (path, visitOptions) => {
      const visit = await openVisit(browser, api.url, visitOptions);
      const response = await visit.context.request.post('/v1/session', { data: { token: signInToken } });
      if (response.status() !== 204) throw new Error(`Signing in answered ${response.status()}`);
      await visit.page.goto(path);
      await visit.page.locator('.shell').waitFor();
      return visit;
    },
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}
