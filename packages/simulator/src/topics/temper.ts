/** How people answer when they are not civil, or not serious; insults are mild, and written by honest people too. */
import type { Rules } from './grammar.ts';

const ENGLISH_TEMPER: Rules = {
  argue: ['{no} {dig}', '{dig} {back}', 'You {again}? {dig}', '{no} Try reading for once', '{back}, and you know it'],
  attack: [
    '{dig} {threat}',
    'Delete your account. {dig}',
    'Everyone look at this {name}. {threat}',
    'You {name}. {threat}',
    '{threat} {dig}',
  ],
  joke: [
    'I {did} so you do not have to',
    'Breaking: {who} {did}, more at eleven',
    'Me: I will sleep early. Also me, at 3: {did}',
    'My {who} {did} and calls it art',
  ],
  no: ['No.', 'Wrong.', 'Absolutely not.', 'What nonsense.', 'Rubbish.'],
  dig: [
    'You have no idea what you are talking about.',
    'What a clown.',
    'Typical.',
    'You people never learn.',
    'Embarrassing.',
    'Pathetic.',
  ],
  back: ['Go back to school', 'Ask anyone who works there', 'The numbers say otherwise', 'That is a lie'],
  again: ['believe that', 'said this last week', 'are serious', 'get paid for this'],
  name: ['clown', 'liar', 'idiot', 'fraud', 'loser', 'joke of a person'],
  threat: [
    'We know where you post from.',
    'Nobody wants you here.',
    'Get out.',
    'Your turn next.',
    'Report and block this one.',
  ],
  did: [
    'reviewed my own cooking',
    'argued with a vending machine',
    'named the sourdough',
    'muted the group chat',
    'bought a third bicycle',
  ],
  who: ['cat', 'landlord', 'manager', 'neighbour', 'uncle'],
};

const SPANISH_TEMPER: Rules = {
  argue: ['{no} {pulla}', '{pulla} {vuelta}', '¿En serio? {pulla}', '{no} Infórmate'],
  attack: [
    '{pulla} {amenaza}',
    'Borra la cuenta. {pulla}',
    'Mirad a este {mote}. {amenaza}',
    'Eres un {mote}. {amenaza}',
  ],
  joke: [
    'Yo: hoy duermo pronto. También yo a las 3: {hice}',
    'Última hora: mi {quien} {hice}',
    'He {hecho} para que tú no tengas que hacerlo',
  ],
  no: ['No.', 'Mentira.', 'Para nada.', 'Qué tontería.'],
  pulla: ['No tienes ni idea.', 'Qué payaso.', 'Lo de siempre.', 'Qué vergüenza.', 'Das pena.'],
  vuelta: ['Pregunta a cualquiera', 'Los datos dicen otra cosa', 'Eso es falso'],
  mote: ['payaso', 'mentiroso', 'idiota', 'farsante'],
  amenaza: ['Sabemos desde dónde escribes.', 'Aquí sobras.', 'Vete.', 'Denunciad y bloquead.'],
  hice: ['discutió con una impresora', 'puso nombre a la masa madre', 'compró otra bici'],
  hecho: ['discutido con una impresora', 'silenciado al grupo', 'leído los comentarios'],
  quien: ['gato', 'casero', 'jefe', 'vecino', 'tío'],
};

export const TEMPER = { en: ENGLISH_TEMPER, es: SPANISH_TEMPER } as const;
