/** What is said about technology. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const technology: Topic = {
  name: 'technology',
  lang: 'en',
  hashtags: ['coding', 'opensource', 'gadgets', 'linux'],
  rules: {
    say: [
      'The new {thing} is {quality}{tail}',
      'Spent {hours} hours on a {bug}. It was {cause}{tail}',
      'Hot take: {thing} was {quality} all along',
      'Finally moved my {thing} off the cloud. {feeling}',
      'Who else has a {bug} since the update {when}?',
    ],
    answer: [
      '{agree} It is always {cause}',
      'Have you tried turning the {thing} off{tail}',
      '{agree} My {thing} is {quality}',
      'Wait until you meet a {bug}',
    ],
    thing: [
      'keyboard',
      'compiler',
      'home server',
      'watch',
      'phone',
      'editor',
      'router',
      'database',
      'e-reader',
      'printer',
    ],
    quality: [
      'overpriced',
      'the best thing I bought',
      'too slow',
      'oddly charming',
      'broken by design',
      'finally usable',
      'a toy',
    ],
    hours: ['two', 'three', 'five', 'seven', 'eleven', 'forty'],
    bug: [
      'race condition',
      'broken build',
      'time zone bug',
      'memory leak',
      'missing comma',
      'flaky test',
      'dead battery',
    ],
    cause: ['DNS', 'a typo', 'me', 'the cache', 'last week’s fix', 'a full disk', 'the cat'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
