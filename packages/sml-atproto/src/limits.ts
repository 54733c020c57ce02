/** Limits of these functions, with their reasons. */

/** Words whose disguises are looked for by one automaton; more would make a single automaton too large. */
export const WORDS_PER_AUTOMATON = 60;

/** A list given in a call is matched by Aho-Corasick once it came this often: building that for one event costs more than it saves. */
export const SIGHTINGS_BEFORE_AUTOMATON = 3;
