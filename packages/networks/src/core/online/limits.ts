/** Limits of the network that is kept as events arrive, each with its reason. */

/** Shares held over all layers: some 50 bytes each beside their names, and as many as an hour of 280 a second. */
export const ONLINE_SHARES_MAX = 1_000_000;

/** Joint objects of pairs of actors over all layers: 40 bytes each. Over it the oldest shares go. */
export const ONLINE_JOINT_MAX = 4_000_000;

/**
 * Shares of one object that are compared with others at the same time. What more people share at once says little about who acts
 * together, and one share is compared with no more than these.
 */
export const ONLINE_SHARES_PER_OBJECT_MAX = 500;

/** Clusters are counted up to here: finding out where one ends takes longer the larger it is, and nobody decides otherwise above. */
export const ONLINE_CLUSTER_MAX = 10_000;

/** Neighbours looked at to see whether two stay connected without their edge. Where it is not seen, the cluster is walked when it is asked for. */
export const ONLINE_DETOUR_MAX = 64;

/** Graphs (layers together with a least weight) that are kept up to date; the one asked for longest ago goes, and is made again when asked for. */
export const ONLINE_GRAPHS_MAX = 16;

/** Leading UTF-16 units by which actors and objects are told apart: longer ones are no names. */
export const ONLINE_NAME_UNITS_MAX = 1_000;

/** Blocks of time within which chance decides; as in the null model of whole tables. */
export const ONLINE_BLOCK_MILLIS = 3_600_000;

/** How long shares may be kept: a block of time each hour, and a network of weeks is made from a table. */
export const ONLINE_KEEP_MILLIS_MAX = 7 * 86_400_000;

/** Shares in one section of a saved state: encoding one takes a few milliseconds. */
export const ONLINE_SAVED_SHARES = 4_096;
