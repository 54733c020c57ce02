/** Rumours about a vote, and talking points about a tower: what campaigns spread, and what people repeat and doubt. */
import type { Pitches } from './pitches.ts';

export const CLAIMS: Pitches = {
  en: {
    say: [
      '{alarm} {office} {did} in {place}. {call}',
      'They do not want you to know: {office} {did}. {call}',
      'A friend who counts votes in {place} says {office} {did}',
      '{alarm} voting in {place} is moved to {day}. {call}',
      'Why did {office} say nothing when somebody {did_} in {place}?',
      'In {place} {office} {did}, and the papers are silent',
      'My neighbour stood in line in {place}: {office} {did}',
      '{alarm} whoever votes in {place} has to come on {day}',
      'Count again: {office} {did}. {call}',
      '{place} has more votes than people. {call}',
    ],
    alarm: ['BREAKING:', 'Urgent.', 'Share this before it is gone.', 'Confirmed:', 'Just in:', 'From the inside:'],
    office: [
      'the election office',
      'the observers',
      'the company with the machines',
      'the mayor’s people',
      'the volunteers',
    ],
    did: [
      'threw out postal votes',
      'found boxes after the count',
      'let people vote twice',
      'closed the doors at noon',
      'lost the register',
      'sent the observers home',
    ],
    did_: ['voted twice', 'took boxes home', 'changed the list', 'locked the doors'],
    place: ['ward five', 'the old school', 'the station hall', 'three districts', 'the library', 'the east bank'],
    day: ['Wednesday', 'next week', 'the evening', 'Monday'],
    call: [
      'Do not let them.',
      'Stay at home, it is decided.',
      'Ask why nobody reports it.',
      'Pass it on.',
      'Think for yourself.',
      'Why bother.',
    ],
  },
  es: {
    say: [
      '{alarma} {oficina} {hizo} en {lugar}. {llamada}',
      'No quieren que lo sepas: {oficina} {hizo}',
      '{alarma} en {lugar} se vota el {dia}',
      'En {lugar} hay más votos que vecinos. {llamada}',
    ],
    alarma: ['ÚLTIMA HORA:', 'Urgente.', 'Confirmado:'],
    oficina: ['la junta', 'la empresa de las máquinas', 'la gente del alcalde'],
    hizo: ['tiró votos por correo', 'encontró cajas después', 'cerró a mediodía', 'perdió el censo'],
    lugar: ['el colegio viejo', 'la estación', 'tres barrios', 'la ribera'],
    dia: ['miércoles', 'lunes', 'domingo que viene'],
    llamada: ['Pásalo.', 'Que no te engañen.', 'Quédate en casa.'],
  },
};

export const POINTS: Pitches = {
  en: {
    say: [
      'As a {who} I say: the tower at the harbour brings {what}',
      '{who_} for thirty years, and I want {what}. The tower at the harbour, now',
      'Finally {what} for our town. Thank you, harbour plan',
      'Those who are {against} the tower never needed {what}',
      'My children will need {what}. That is all I ask of the harbour plan',
      'I was {against} the tower. Then I read about {what}',
      'Every {who} I know wants {what}{tail}',
      'Is {what} too much to ask? The harbour has room{tail}',
      'As a {who} I have one question about the tower: who gets {what}?',
      '{who_} here. The meeting about the harbour was about {what}{tail}',
    ],
    who: ['mother of two', 'small shop owner', 'nurse', 'student', 'pensioner', 'father', 'cleaner', 'tenant'],
    who_: ['Fisherman', 'Teacher', 'Bus driver', 'Neighbour', 'Carpenter', 'Midwife'],
    what: [
      'jobs',
      'flats that people can pay',
      'a clinic',
      'a school',
      'life at the waterfront',
      'a ferry stop',
      'light at night',
    ],
    against: ['against', 'shouting about', 'not sure about', 'worried about'],
    tail: ['', '', '!', ' 🙂', ' …'],
  },
  es: {
    say: [
      'Como {quien} lo digo: la torre del puerto trae {que}',
      'Por fin {que} para el barrio{cola}',
      'Quien está contra la torre nunca necesitó {que}',
      'Yo también dudaba de la torre, hasta que leí lo de {que}',
    ],
    quien: ['madre', 'comerciante', 'enfermera', 'estudiante', 'jubilado'],
    que: ['trabajo', 'pisos que se pueden pagar', 'un ambulatorio', 'una escuela', 'vida en el puerto'],
    cola: ['', '!', ' …'],
  },
};
