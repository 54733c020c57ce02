/** The comparison of queries with rules on all of its conditions. */
import './differential.test.ts';
