export { AccountError, Accounts, type ApiKey, type Person, type Role } from './accounts/accounts.ts';
export { type BacktestRequest, type BacktestRules, backtest } from './backtest/backtest.ts';
export { type Config, ConfigError, loadConfig, parseConfig, readListSeeds } from './config/config.ts';
export { type AppOptions, createApp } from './http/app.ts';
export { SESSION_COOKIE } from './http/authenticate.ts';
export { toJson } from './http/json.ts';
export { VERSION } from './http/version.ts';
export { exportShares } from './networks/export-shares.ts';

export { type SuggestedRule, suggestForRuleset } from './networks/suggest.ts';

export { openPastState, type PastState } from './query/past-state.ts';
export { journalInput } from './query/surroundings.ts';
export { compiler, latestRuleset, RulesError, systemRegistry } from './system/rules.ts';
export { openSystem, type System, type SystemOptions } from './system/system.ts';
