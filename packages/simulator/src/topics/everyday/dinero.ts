/** Dinero, ofertas y monedas, dicho por gente honrada. */
import type { Topic } from '../topic.ts';

export const dinero: Topic = {
  name: 'dinero',
  lang: 'es',
  hashtags: ['ofertas', 'cripto', 'ahorro', 'teletrabajo'],
  rules: {
    say: [
      'Me he comprado {cosa} con un {tanto} de descuento{cola}',
      'Teletrabajo {cuando} y con el gato encima{cola}',
      'Mi {moneda} ha bajado un {tanto}. Tan tranquilo{cola}',
      '¿Es de fiar lo de {moneda} o me roban la cartera?',
      'Este mes he ahorrado {suma} €{cola}',
    ],
    answer: [
      '{si} Nunca des tu clave',
      'Yo pagué {cosa} a precio completo{cola}',
      '{si} ¿En qué tienda?',
      'La {moneda} valía {suma} €',
    ],
    cosa: ['zapatillas', 'un reloj', 'auriculares', 'un abrigo', 'una bici', 'gafas'],
    tanto: ['20 %', '30 %', '50 %', '70 %'],
    moneda: ['TideCoin', 'NestFi', 'cuenta', 'MoonHeron'],
    suma: ['80', '120', '300', '912'],
    cuando: ['hoy', 'otra vez', 'por fin', 'el lunes'],
    si: ['Totalmente.', 'Yo también.', 'Ni idea.', 'Cuidado.', 'Eso es.'],
    cola: ['', '', '', ' 😄', ' jaja', '!', ' 🙌', ', creo yo'],
  },
};
