/** Limits of the functions that rules call, each with its reason. */

/** Objects of one event that count as shared: a post with more links or tags than this says the same thing as one with so many. */
export const OBJECTS_PER_EVENT_MAX = 50;

/** Members of a cluster that an answer names: a person reads no more, and an event holds them all. */
export const MEMBERS_NAMED_MAX = 500;

/** Members by which it is told whether a cluster is a new one: each is looked up. */
export const MEMBERS_COMPARED_MAX = 1_000;
