export { AccountError, Accounts, type ApiKey, type Person, type Role } from './accounts/accounts.ts';
export { type BacktestRequest, type BacktestRules, backtest } from './backtest/backtest.ts';
export { type Config, ConfigError, loadConfig, parseConfig } from './config/config.ts';
export { type AppOptions, createApp } from './http/app.ts';
export { toJson } from './http/json.ts';
export { VERSION } from './http/version.ts';
export { journalInput } from './query/surroundings.ts';
export { compiler, latestRuleset, RulesError, systemRegistry } from './system/rules.ts';
export { openSystem, type System, type SystemOptions } from './system/system.ts';
