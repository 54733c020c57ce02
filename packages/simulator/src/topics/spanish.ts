/** Topics in Spanish. */
import type { Topic } from './topic.ts';

const COLA = ['', '', '', ' 😄', ' jaja', '!', ' …', ' 🙌', ', la verdad', ', creo yo'];
const CUANDO = [
  'hoy',
  'esta mañana',
  'anoche',
  'de camino a casa',
  'después del trabajo',
  'el domingo',
  'otra vez',
  'por fin',
];
const RESPUESTA = [
  'Totalmente.',
  'A mí también',
  'No lo veo así',
  'Buen punto',
  'Anda ya',
  'Eso es',
  'Puede ser',
  'Ni de broma',
];

export const SPANISH: readonly Topic[] = [
  {
    name: 'fútbol',
    lang: 'es',
    hashtags: ['clásico', 'liga', 'finde', 'golazo'],
    rules: {
      say: [
        '{equipo} ha jugado {como} {cuando}{cola}',
        'Qué {jugada} de {jugador}{cola}',
        'Minuto {numero} y {equipo} sin una {jugada}',
        'Si {jugador} se va de {equipo}, no vuelvo al estadio{cola}',
      ],
      answer: ['{respuesta} {equipo} lo merecía', '{jugador} estuvo {como}{cola}', '{respuesta} Y esa {jugada}'],
      equipo: ['el Ribera', 'Atlético Sur', 'las Garzas', 'el Puerto', 'Deportivo Loma', 'Racing del Valle'],
      jugador: ['Ibarra', 'Quiroga', 'el portero nuevo', 'Salvatierra', 'el nueve', 'Luján'],
      jugada: ['falta', 'parada', 'volea', 'pared', 'asistencia', 'contra'],
      como: ['fatal', 'de lujo', 'con suerte', 'sin ganas', 'como nunca', 'a medio gas'],
      numero: ['5', '12', '27', '44', '63', '81', '90'],
      cuando: CUANDO,
      respuesta: RESPUESTA,
      cola: COLA,
    },
  },
  {
    name: 'cocina',
    lang: 'es',
    hashtags: ['receta', 'enlacocina', 'panCasero', 'cena'],
    rules: {
      say: [
        'He hecho {plato} con {cosa} {cuando}{cola}',
        'Polémica: {plato} lleva {cosa}{cola}',
        'Mi {familiar} le pone {cosa} a todo',
        '¿Alguien tiene receta de {plato} sin {cosa}?',
      ],
      answer: [
        '{respuesta} Prueba con {cosa}',
        'Mi {familiar} no estaría de acuerdo{cola}',
        '{respuesta} Pasa la receta',
      ],
      plato: ['tortilla', 'lentejas', 'empanadas', 'tamales', 'gazpacho', 'arroz con leche', 'pozole', 'croquetas'],
      cosa: ['cebolla', 'limón', 'cilantro', 'pimentón', 'mucha mantequilla', 'canela', 'ajo', 'un poco de café'],
      familiar: ['abuela', 'hermano', 'vecina', 'suegra', 'compañero de piso', 'tío'],
      cuando: CUANDO,
      respuesta: RESPUESTA,
      cola: COLA,
    },
  },
  {
    name: 'viajes',
    lang: 'es',
    hashtags: ['viaje', 'playa', 'carretera', 'vacaciones'],
    rules: {
      say: [
        '{medio} a {lugar} y {problema}{cola}',
        'Atardecer en {lugar} {cuando}{cola}',
        'Si vais a {lugar}, llevad {objeto}',
        'Tres días en {lugar} y ya no quiero volver{cola}',
      ],
      answer: ['{respuesta} En {lugar} siempre igual', 'Lleva {objeto}{cola}', '{respuesta} Yo fui {cuando}'],
      medio: ['Tren', 'Autobús nocturno', 'Coche', 'Barco', 'Avión'],
      lugar: ['la costa', 'el sur', 'la sierra', 'el pueblo', 'las islas', 'la capital'],
      problema: ['llueve', 'todo lleno', 'ni un retraso', 'huelga', 'se me olvidó el cargador', 'qué vistas'],
      objeto: ['crema', 'paraguas', 'paciencia', 'un buen libro', 'dinero suelto', 'botas'],
      cuando: CUANDO,
      respuesta: RESPUESTA,
      cola: COLA,
    },
  },
];
