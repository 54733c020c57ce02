/** What is said about film. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const film: Topic = {
  name: 'film',
  lang: 'en',
  hashtags: ['nowwatching', 'filmclub', 'spoilers', 'series'],
  rules: {
    say: [
      'Watched {film} {when}. The {part} is {quality}{tail}',
      'Season {number} of {film} is {quality}',
      '{film}: came for the {part}, stayed for the {part2}{tail}',
      'No spoilers, but the {part} of {film}! {feeling}',
    ],
    answer: [
      '{agree} The {part} though',
      'I fell asleep during the {part}{tail}',
      '{agree} Season {number} gets {quality}',
      'Watch {film} instead',
    ],
    film: [
      'The Long Tide',
      'Harbour Lights',
      'Nine Owls',
      'A Quiet Engine',
      'Paper Kingdom',
      'The Cartographer',
      'Last Bus to Arden',
      'Undergrowth',
    ],
    part: ['ending', 'score', 'dog', 'train scene', 'first hour', 'cast', 'dialogue', 'twist'],
    part2: ['costumes', 'weather', 'jokes', 'silence', 'horses', 'typography'],
    quality: [
      'a mess',
      'perfect',
      'twenty minutes too long',
      'better than the book',
      'haunting',
      'very silly',
      'worth the ticket',
    ],
    number: ['two', 'three', 'four', 'five'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
