/** Texts of notes: those that lead to a source, and those that only object. Whoever writes, honest or not, uses the same words. */
import type { Lang } from '../accounts/places.ts';
import type { Dice } from '../random/dice.ts';
import { Grammar } from './grammar.ts';

const TEXTS = {
  en: new Grammar({
    sourced: [
      'The {paper} it quotes says otherwise:',
      'This {picture} is from {time}:',
      '{office} has published {figures}:',
      'Missing context: {figures} {counted}.',
      'The quote is cut; the whole of it:',
      '{office} answered this {time}:',
    ],
    bare: [
      'This is not the whole story',
      'Not true, ask anybody in {place}',
      'Opinion, not fact',
      'Old news, {picture} is from {time}',
      'They leave out {figures}',
      'No need for a note here, it says that it is an opinion',
      'This is what they want you to believe',
    ],
    paper: ['report', 'study', 'survey', 'ruling', 'budget'],
    picture: ['picture', 'video', 'screenshot', 'map'],
    time: ['another year', 'last week', 'before the flood', '2019', 'Tuesday'],
    office: ['The office', 'The council', 'The league', 'The fire service', 'The author'],
    figures: ['the count', 'the numbers', 'the whole table', 'the minutes', 'the correction'],
    counted: ['are per year', 'leave out pensioners', 'are estimates', 'were corrected'],
    place: ['ward five', 'the harbour', 'the trade', 'the stadium'],
  }),
  es: new Grammar({
    sourced: [
      'El {papel} dice otra cosa:',
      'La {imagen} es de {tiempo}:',
      '{oficina} ha publicado {datos}:',
      'Falta contexto: {datos} son de {tiempo}.',
      'La cita está cortada; entera:',
    ],
    bare: ['Esto no es todo', 'Es falso, preguntad en {sitio}', 'Es una opinión', 'Ya es viejo', 'Se callan {datos}'],
    papel: ['informe', 'estudio', 'presupuesto', 'censo'],
    imagen: ['foto', 'captura', 'imagen'],
    tiempo: ['otro año', 'la semana pasada', '2019', 'antes de la riada'],
    oficina: ['El ayuntamiento', 'La liga', 'La autora'],
    datos: ['el recuento', 'las cifras', 'la tabla', 'el acta'],
    sitio: ['el puerto', 'el barrio', 'el estadio'],
  }),
} as const;

/** A note's words, to be followed by its link where it leads to a source. */
export function noteText(dice: Dice, lang: Lang, isSourced: boolean): string {
  return TEXTS[lang].expand(dice, isSourced ? 'sourced' : 'bare');
}
