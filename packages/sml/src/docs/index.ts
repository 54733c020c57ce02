/** Documentation made from declarations and rulesets. */
export { functionsAsData, functionsReference } from './functions.ts';
export { lintsReference } from './lints.ts';
export { type RulesetDocs, rulesetDocs, rulesetReference } from './ruleset.ts';
export { signatureOf } from './signature.ts';
