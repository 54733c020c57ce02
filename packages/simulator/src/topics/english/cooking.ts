/** What is said about cooking. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const cooking: Topic = {
  name: 'cooking',
  lang: 'en',
  hashtags: ['homecooking', 'sourdough', 'whatsfordinner', 'bakeday'],
  rules: {
    say: [
      'Made {dish} with {thing} {when}. {feeling}{tail}',
      'Unpopular: {dish} needs more {thing}{tail}',
      'My {relative} puts {thing} in {dish} and I {verdict}',
      'Three hours, two burnt pans, one {dish}. {feeling}',
      'Does anyone have a {dish} recipe without {thing}?',
    ],
    answer: [
      '{agree} Try it with {thing}',
      'My {relative} would {verdict}{tail}',
      'Send the recipe{tail}',
      '{agree} But never {thing}',
    ],
    dish: [
      'lasagne',
      'dal',
      'onion soup',
      'rye bread',
      'fish pie',
      'dumplings',
      'a proper curry',
      'mushroom risotto',
      'plum cake',
      'pickled beets',
    ],
    thing: [
      'lemon',
      'smoked paprika',
      'far too much butter',
      'miso',
      'dill',
      'brown sugar',
      'anchovies',
      'fresh thyme',
      'peanuts',
      'a bit of coffee',
    ],
    relative: ['grandmother', 'flatmate', 'uncle', 'neighbour', 'mother in law', 'little brother'],
    verdict: ['approve', 'am shocked', 'want the recipe', 'will say nothing', 'have questions', 'am converted'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
