/** Lines that make people look: under trends, and in the name of somebody whose account was taken. */
import type { Pitches } from './pitches.ts';

export const BAIT: Pitches = {
  en: {
    say: [
      'Everybody talks about {this}:',
      'You will not believe what {who} did {when}',
      'Best {thing} of the day{tail}',
      'The truth about {this}',
      'Watch before it is gone{tail}',
      '{who} did it again {when}{tail}',
      'Three things about {this} that {who} will not tell you',
      'I was {there} and filmed it{tail}',
      'This is why {this} is everywhere {when}',
      'Nobody saw {who} coming {when}',
    ],
    this: ['it', 'the video', 'this story', 'the match', 'last night', 'the picture', 'that interview'],
    who: ['they', 'the keeper', 'a bus driver', 'the mayor', 'this dog', 'our baker', 'a nurse'],
    thing: ['offer', 'clip', 'photo', 'joke', 'recipe'],
    when: ['today', 'last night', 'on live television', 'at the station', 'again'],
    there: ['right there', 'in the second row', 'on the same train', 'across the street'],
    tail: ['', '!', ' 😱', ' 👀', ' …'],
  },
  es: {
    say: [
      'Todo el mundo habla de {esto}:',
      'No vas a creer lo que hizo {quien} {cuando}',
      'La verdad sobre {esto}',
      'Míralo antes de que lo quiten{cola}',
      '{quien} lo ha vuelto a hacer{cola}',
      'Por esto {esto} está en todas partes {cuando}',
    ],
    esto: ['esto', 'el vídeo', 'el partido', 'lo de anoche', 'la foto'],
    quien: ['el portero', 'la alcaldesa', 'este perro', 'un conductor', 'mi vecina'],
    cuando: ['hoy', 'anoche', 'en directo', 'otra vez'],
    cola: ['', '!', ' 😱', ' 👀', ' …'],
  },
};

export const LURES: Pitches = {
  en: {
    say: [
      'Is this you in {where}?',
      'I cannot believe that they posted this {when}',
      'Look what I found about {us}{tail}',
      'This changed my {life}{tail}',
      'Do you know who {did} {when}?',
      '{us_} should see this',
      'Found {where} again after years{tail}',
      'They wrote about {us} {when}',
    ],
    where: ['the video', 'this picture', 'the third photo', 'that old clip'],
    when: ['today', 'last night', 'without asking', 'already'],
    us: ['us', 'our class', 'you', 'the office'],
    us_: ['You', 'Everybody from the old team', 'My family', 'We'],
    life: ['life', 'week', 'mornings', 'skin', 'mind'],
    did: ['took this', 'is talking about you', 'was there', 'visits your profile'],
    tail: ['', '!', ' 😳', ' 🤣', ' …'],
  },
  es: {
    say: [
      '¿Eres tú en {donde}?',
      'No me creo que hayan subido esto {cuando}',
      'Mira lo que he encontrado de {nosotros}{cola}',
      'Esto me ha cambiado la {vida}{cola}',
      'Han escrito sobre {nosotros} {cuando}',
    ],
    donde: ['el vídeo', 'esta foto', 'la tercera imagen'],
    cuando: ['hoy', 'anoche', 'sin avisar'],
    nosotros: ['nosotros', 'la clase', 'ti', 'la oficina'],
    vida: ['vida', 'semana', 'cabeza'],
    cola: ['', '!', ' 😳', ' …'],
  },
};

/** What somebody famous, or whoever poses as them, says to followers. */
export const FANS: Pitches = {
  en: {
    say: [
      'Thank you for your support, write to me in {private}',
      'I give something back to {ten} {when}, {call}',
      'This is my new account, the old one is {restricted}',
      'Only here: my {private} for {fans}',
      'You made my {day}. {call}',
      'Reading all of your messages {when}{tail}',
      '{ten} of you get an answer {when}{tail}',
      'Love all of you, {fans} first{tail}',
    ],
    private: ['private', 'the other app', 'my private channel', 'the group'],
    ten: ['ten', 'five', 'twenty', 'three'],
    when: ['today', 'tonight', 'after the show', 'this weekend'],
    call: ['message me', 'say hello', 'tell me your story', 'do not miss it'],
    restricted: ['restricted', 'hacked', 'full', 'for work only'],
    fans: ['real fans', 'those who were there from the start', 'the early ones', 'this community'],
    day: ['day', 'week', 'year'],
    tail: ['', ' ❤️', ' 🙏', '!'],
  },
  es: {
    say: [
      'Gracias por el apoyo, escríbeme por {privado}',
      'Hoy devuelvo algo a {diez} de vosotros, {llamada}',
      'Esta es mi cuenta nueva, la otra está {cerrada}',
      'Me habéis alegrado el {dia}{cola}',
      'Leo todos los mensajes {cuando}{cola}',
    ],
    privado: ['privado', 'la otra app', 'el grupo'],
    diez: ['diez', 'cinco', 'veinte'],
    llamada: ['escribidme', 'saludad', 'no os lo perdáis'],
    cerrada: ['limitada', 'llena', 'hackeada'],
    dia: ['día', 'año', 'lunes'],
    cuando: ['hoy', 'esta noche', 'el finde'],
    cola: ['', ' ❤️', ' 🙏', '!'],
  },
};
