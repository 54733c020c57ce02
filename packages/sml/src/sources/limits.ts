/** Limits of what a ruleset directory may hold. Generous for people, finite for accidents and attacks. */

/** Files of all kinds. The largest public ruleset has fewer than 100; this leaves room for generated ones. */
export const RULESET_FILES = 20_000;
/** One file. A word list of a million short words fits. */
export const FILE_BYTES = 16 * 1024 * 1024;
/** All files together: they are held in memory as text. */
export const RULESET_BYTES = 256 * 1024 * 1024;
/** Directories below the ruleset's root. */
export const DIRECTORY_DEPTH = 32;
/** Nodes of one YAML file with its aliases written out, so that nested aliases cannot grow without bound. */
export const YAML_NODES = 500_000;
/** Nesting of YAML collections: conversion is recursive. */
export const YAML_DEPTH = 100;
