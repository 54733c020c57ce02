/** What is said about commuting. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const commuting: Topic = {
  name: 'commuting',
  lang: 'en',
  hashtags: ['commute', 'trainlife', 'rain', 'mondays'],
  rules: {
    say: [
      'The {line} is {late} {when}{tail}',
      '{weather} and I have no {item}. {feeling}',
      'Good morning from a {late} {line}',
      'Someone on the {line} is eating {food} {when}{tail}',
      'Good morning{tail}',
    ],
    answer: [
      '{agree} The {line} is worse',
      'Bring {item}{tail}',
      '{agree} {weather} here too',
      'Move closer to work{tail}',
    ],
    line: ['45 bus', '7:52', 'night train', 'ferry', 'ring line', 'airport shuttle', 'tram', 'replacement bus'],
    late: [
      'late',
      'cancelled',
      'early, somehow',
      'full',
      'twelve minutes behind',
      'on time and empty',
      'stuck outside the station',
    ],
    weather: ['Raining sideways', 'Hail', 'Fog all the way', 'Sun at last', 'Minus six', 'Wind', 'Too hot already'],
    item: ['umbrella', 'headphones', 'gloves', 'a book', 'sunglasses', 'patience'],
    food: ['a whole fish', 'soup', 'garlic bread', 'an onion like an apple', 'crisps very loudly'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
