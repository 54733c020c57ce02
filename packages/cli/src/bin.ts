/** The process behind `lapwing`: arguments in, an exit code out. */
import { runCommandLine } from './main.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
