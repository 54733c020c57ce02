/** What is written about what has just happened: a crisis, a match, news of an election. */
import { TAIL } from './english/phrases.ts';
import type { Topic } from './topic.ts';

const COLA = ['', '', '', ' 🙏', '!', ' …', ' 😮'];

/** Topics of moments, not of people: nobody talks about them when nothing happens. In pairs, English and Spanish. */
export const HAPPENINGS: readonly Topic[] = [
  {
    name: 'crisis',
    lang: 'en',
    hashtags: ['staysafe', 'breaking'],
    rules: {
      say: [
        '{what} near {place}, {effect}. Is everyone all right?{tail}',
        'Can see {what} from {place}. {advice}',
        '{effect} at {place}, {source} says {advice}',
        'Family in {place} is safe, {effect} though{tail}',
        'Volunteers needed at {place}: {need}',
      ],
      answer: [
        'Thinking of you{tail}',
        'Which part of {place}?',
        '{advice}',
        'My street has {effect} too',
        'Any news on {need}?',
      ],
      what: ['flooding', 'smoke', 'a fire', 'the flood', 'high water', 'a landslide'],
      place: ['the harbour', 'ward five', 'the east bank', 'the old bridge', 'Plover Hill', 'the ring road'],
      effect: [
        'power is out',
        'roads are closed',
        'trains have stopped',
        'water up to the doors',
        'two schools are shelters',
      ],
      source: ['the fire service', 'the radio', 'a neighbour', 'the council'],
      advice: ['stay away from the bridge', 'keep the lines free', 'boil your water', 'check on your neighbours'],
      need: ['blankets', 'boats', 'sandbags', 'drivers', 'batteries'],
      tail: TAIL,
    },
  },
  {
    name: 'emergencia',
    lang: 'es',
    hashtags: ['emergencia', 'última'],
    rules: {
      say: [
        '{que} cerca de {lugar}, {efecto}. ¿Estáis bien?{cola}',
        'Desde {lugar} se ve {que}. {consejo}',
        '{efecto} en {lugar}, {consejo}{cola}',
        'Hacen falta voluntarios en {lugar}: {falta}',
      ],
      answer: ['Mucho ánimo{cola}', '¿En qué parte de {lugar}?', '{consejo}', 'En mi calle también, {efecto}'],
      que: ['inundación', 'humo', 'un incendio', 'la riada', 'un derrumbe'],
      lugar: ['el puerto', 'la ribera', 'el puente viejo', 'el barrio alto', 'la autovía'],
      efecto: ['sin luz', 'carreteras cortadas', 'sin trenes', 'el agua en las puertas'],
      consejo: ['no vayáis al puente', 'no llaméis si no es urgente', 'hervid el agua'],
      falta: ['mantas', 'barcas', 'sacos de arena', 'pilas'],
      cola: COLA,
    },
  },
  {
    name: 'match',
    lang: 'en',
    hashtags: ['derby', 'matchday'],
    rules: {
      say: [
        '{minute}: {player} {did}{tail}',
        'GOAL {team}!!! {player} {did}',
        'Referee, {wrong}?{tail}',
        '{team} in the last minutes again, my heart{tail}',
        'I cannot watch {team} like this',
      ],
      answer: ['{player} {did}, obviously{tail}', 'Never a penalty', 'What a game{tail}', 'Sit down, {team} fan'],
      minute: ["12'", "34'", "45'+2", "58'", "77'", "90'+4"],
      team: ['Heron Athletic', 'Dock United', 'the Wanderers', 'Harbour City'],
      player: ['Okoro', 'the keeper', 'Lindqvist', 'number nine', 'Da Costa'],
      did: ['scores', 'hits the post', 'is off injured', 'saves it', 'from thirty metres', 'sees red'],
      wrong: ['are you watching', 'how is that no foul', 'what was that', 'are you blind'],
      tail: TAIL,
    },
  },
  {
    name: 'partido',
    lang: 'es',
    hashtags: ['clásico', 'partidazo'],
    rules: {
      say: [
        '{minuto}: {jugador} {hizo}{cola}',
        '¡GOOOL de {equipo}! {jugador} {hizo}',
        'Árbitro, ¿{mal}?{cola}',
        'No puedo ver así a {equipo}{cola}',
      ],
      answer: [
        '{jugador} {hizo}, claro{cola}',
        'Nunca fue penalti',
        'Vaya partido{cola}',
        'A callar, hincha de {equipo}',
      ],
      minuto: ['Min 12', 'Min 34', 'Min 45', 'Min 77', 'Min 93'],
      equipo: ['el Ribera', 'Atlético Sur', 'las Garzas', 'el Puerto'],
      jugador: ['Ibarra', 'el portero', 'Quiroga', 'el nueve', 'Luján'],
      hizo: ['marca', 'al palo', 'se va lesionado', 'la para', 'desde el medio campo', 've la roja'],
      mal: ['estás viendo', 'eso no es falta', 'qué ha sido eso'],
      cola: COLA,
    },
  },
];
