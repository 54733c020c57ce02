/** Where a command's data directory and configuration are. */
import { resolve } from 'node:path';
import { type Config, loadConfig } from '@lapwing/server';

const DEFAULT_DATA = '.lapwing';

/** `--data`, else the environment's LAPWING_DATA, else what the configuration says, else `.lapwing` here. */
export function dataDirectory(option: string | undefined, config: Config | null): string {
  const fromEnvironment = process.env['LAPWING_DATA'];
  if (option !== undefined) return resolve(option);
  if (fromEnvironment !== undefined && fromEnvironment !== '') return resolve(fromEnvironment);
  return config?.dataDirectory ?? resolve(DEFAULT_DATA);
}

/** The configuration of a directory that holds a `lapwing.yaml`. */
export function configOf(directory: string): Promise<Config> {
  return loadConfig(resolve(directory), process.env);
}
