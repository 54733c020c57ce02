/** Honest talk about money, coins and bargains: the words that spam uses too, so that words alone give nobody away. */
import { AGREE, FEELING, TAIL, WHEN } from '../english/phrases.ts';
import type { Topic } from '../topic.ts';

export const money: Topic = {
  name: 'money',
  lang: 'en',
  hashtags: ['crypto', 'sale', 'savings', 'workfromhome', 'giveaway'],
  rules: {
    say: [
      'Got {item} for {percent} off {when}{tail}',
      'Working from home {when}, {feeling}',
      'My {coin} is down {percent} and I am {calm}{tail}',
      'Is the {coin} airdrop real or do I lose my wallet?',
      'Saved {amount} since January. {feeling}',
      'The sale at {shop} ends {when}, queues around the block',
    ],
    answer: [
      '{agree} Never send anyone your wallet',
      'Paid full price for {item}, typical',
      '{agree} {coin} was {amount} once',
      'Where? {shop}?{tail}',
    ],
    item: ['sneakers', 'sunglasses', 'a watch', 'a drill', 'headphones', 'a winter coat'],
    percent: ['20%', '30%', '50%', '70%', '85%'],
    coin: ['TideCoin', 'NestFi', 'PloverSwap', 'index fund', 'MoonHeron'],
    calm: ['fine', 'not looking', 'holding', 'out'],
    amount: ['$120', '$912', '$2,150', '$4,300', '$60'],
    shop: ['the outlet', 'the market hall', 'the harbour shop', 'that online place'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
