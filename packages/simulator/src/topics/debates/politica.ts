/** Política, en español: obras y alquileres. */
import type { Topic } from '../topic.ts';

const COLA = ['', '', '', ' 😅', ' jaja', '!', ' …', ' 👏', ', la verdad'];

export const politica: Topic = {
  name: 'política',
  lang: 'es',
  axis: 0,
  hashtags: ['elecciones', 'alquileres', 'ayuntamiento', 'debate2026'],
  rules: {
    say: [
      'El pleno habla de {plan} {cuando}{cola}',
      'Colas en {lugar} por {plan}',
      '¿Alguien ha leído el informe de {plan}?',
    ],
    for: [
      '{plan} ya tocaba, {grupo} lo necesitan{cola}',
      'Sí a {plan}. {motivo}',
      'Quien está en contra de {plan} no conoce a {grupo}{cola}',
    ],
    against: [
      '{plan} va a arruinar a {grupo}{cola}',
      'Paremos {plan}. {duda}',
      'Nadie preguntó a {grupo} por {plan}{cola}',
    ],
    answer: ['{si} {motivo}', '{si} {duda}', '¿Y {grupo}?', 'Lee el informe primero{cola}'],
    plan: ['el tranvía', 'la zona sin coches', 'el tope a los alquileres', 'la torre del puerto', 'el bus nocturno'],
    grupo: ['las familias', 'los comerciantes', 'los jóvenes', 'los jubilados', 'los vecinos'],
    motivo: ['Los alquileres se han doblado.', 'Funciona en otras ciudades.', 'Llevamos diez años esperando.'],
    duda: ['¿Quién paga?', 'Las cuentas no salen.', 'Nunca escuchan.', 'Mirad los contratos.'],
    lugar: ['la biblioteca', 'el ayuntamiento', 'la estación', 'el polideportivo'],
    cuando: ['hoy', 'anoche', 'esta mañana', 'otra vez', 'el lunes'],
    si: ['Totalmente.', 'No lo veo.', 'Puede ser.', 'Buen punto.', 'Anda ya.'],
    cola: COLA,
  },
};
