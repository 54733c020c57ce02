/** What is said about football. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const football: Topic = {
  name: 'football',
  lang: 'en',
  hashtags: ['matchday', 'derby', 'transferwindow', 'cupnight'],
  rules: {
    say: [
      '{team} were {quality} {when}{tail}',
      'What a {shot} by {player}. {feeling}{tail}',
      'If {player} leaves {team} I am done with {team}{tail}',
      '{number} minutes in and {team} have not had a single {shot}',
      'Nobody talks about how {quality} {player} is{tail}',
    ],
    answer: [
      '{agree} {team} deserved it',
      '{player} was {quality} though{tail}',
      '{agree} That {shot} in minute {number}!',
      'Ask me again after the {team} game',
    ],
    team: [
      'Northport',
      'the Herons',
      'Ashby Town',
      'United',
      'Rovers',
      'Kestrel Park',
      'the Millers',
      'Saltmarsh',
      'Westering',
      'Old Quay',
    ],
    player: [
      'Okoro',
      'Lindqvist',
      'Baptiste',
      'Mendes',
      'the new keeper',
      'our number nine',
      'Hale',
      'Varga',
      'Ilic',
      'young Tamsin',
    ],
    shot: ['free kick', 'header', 'save', 'volley', 'back pass', 'corner', 'penalty'],
    quality: [
      'awful',
      'brilliant',
      'lucky',
      'lazy',
      'unplayable',
      'underrated',
      'all over the place',
      'calm as anything',
    ],
    number: ['4', '17', '23', '38', '45', '61', '70', '88', '90'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
