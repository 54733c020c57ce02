/** Limits of name resolution, with their reasons. */

/** Answers remembered, as many as the reference's resolver keeps. */
export const DNS_ANSWERS = 1_000;

/** How long an answer is used, five minutes: mail hosts seldom move, and a mistake must not stay. */
export const DNS_LIFETIME_MILLIS = 300_000;
