/** Housing and the centre's traffic, which divide the English-speaking town: whoever is for building is for change. */
import { AGREE, FEELING, TAIL, WHEN } from '../english/phrases.ts';
import type { Topic } from '../topic.ts';

export const housing: Topic = {
  name: 'housing',
  lang: 'en',
  axis: 0,
  hashtags: ['housing', 'council', 'carfreecentre', 'budget2026'],
  rules: {
    say: [
      'The council talks about {plan} {when}. {feeling}',
      'Long queue at the meeting about {plan}{tail}',
      'Has anyone read the {paper} on {plan}?',
    ],
    for: [
      '{plan} is overdue, {group} need it{tail}',
      'Say yes to {plan}. {reason}',
      'If you are against {plan} you have never met {group}{tail}',
      'Proud of the council for {plan} {when}',
    ],
    against: [
      '{plan} will ruin this town for {group}{tail}',
      'Stop {plan} before it is too late. {doubt}',
      'Nobody asked {group} about {plan}{tail}',
      'The {paper} on {plan} is full of holes. {doubt}',
    ],
    answer: ['{agree} What about {group}?', 'Read the {paper} first{tail}', '{agree} {reason}', '{agree} {doubt}'],
    plan: [
      'building on the meadow',
      'the car-free centre',
      'the new tram',
      'the tower at the harbour',
      'cheaper rents',
      'night buses',
    ],
    group: ['young families', 'shop owners', 'renters', 'commuters', 'pensioners', 'nurses on night shift'],
    reason: ['Rents have doubled.', 'The air is better already.', 'It works elsewhere.', 'We waited ten years.'],
    doubt: ['Who pays?', 'The numbers do not add up.', 'They never listen.', 'Follow the contracts.'],
    paper: ['plan', 'report', 'leaflet', 'budget', 'survey'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
