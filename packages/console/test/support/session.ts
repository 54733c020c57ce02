/** What every browser test starts from: the built console over the mock, one browser, and a signed-in page. */
import type { Browser, BrowserContext } from 'playwright-core';
import { type MockApi, type MockOptions, signInToken, startMockApi } from '../mock-api.ts';
import { launchBrowser, openContext, type Visit, visitIn } from './browser.ts';
import { builtConsole } from './site.ts';

export interface Stage {
  readonly api: MockApi;
  readonly browser: Browser;
  /** A page at `path` in a profile with a session. Profiles are shared per colour scheme: that keeps the browser's caches. */
  signedIn(path: string, colorScheme?: 'light' | 'dark'): Promise<Visit>;
  /** The same in a profile of its own, for tests that change cookies or storage. */
  signedInAlone(path: string): Promise<Visit>;
  close(): Promise<void>;
}

export async function openStage(options: Omit<MockOptions, 'distDirectory'> = {}): Promise<Stage> {
  const browser = await launchBrowser();
  const api = await startMockApi({ ...options, distDirectory: await builtConsole() });
  const profile = async (colorScheme: 'light' | 'dark'): Promise<BrowserContext> => {
    const context = await openContext(browser, api.url, { colorScheme });
    const response = await context.request.post('/v1/session', { data: { token: signInToken } });
    if (response.status() !== 204) throw new Error(`Signing in answered ${response.status()}`);
    return context;
  };
  const shared = new Map<'light' | 'dark', Promise<BrowserContext>>();
  const openAt = async (context: BrowserContext, path: string): Promise<Visit> => {
    const visit = await visitIn(context, api.url);
    await visit.page.goto(path);
    await visit.page.locator('.shell').waitFor();
    return visit;
  };
  return {
    api,
    browser,
    signedIn: async (path, colorScheme = 'light') => {
      const context = shared.get(colorScheme) ?? profile(colorScheme);
      shared.set(colorScheme, context);
      return openAt(await context, path);
    },
    signedInAlone: async (path) => {
      const context = await profile('light');
      return { ...(await openAt(context, path)), close: () => context.close() };
    },
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}
