/** Request bodies: decompressed within a bound, and cut into lines. */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { ENVELOPE_LIMITS } from '@lapwing/pipeline';
import { badRequest, ProblemError } from './problem.ts';

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const inflateZstd = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress);

/** Throws a ProblemError where the body is too large once decompressed, damaged, or of an unknown encoding. */
export async function decodeBody(body: unknown, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (!Buffer.isBuffer(body)) return Buffer.alloc(0);
  try {
    switch (encoding?.trim().toLowerCase()) {
      case undefined:
      case 'identity':
        return body;
      case 'gzip':
        return await inflate(body, { maxOutputLength: maxBytes });
      case 'zstd':
        return await inflateZstd(body, { maxOutputLength: maxBytes });
      default:
        throw new ProblemError({
          status: 415,
          title: 'Unsupported media type',
          detail: `content-encoding ${encoding} is not known here; gzip and zstd are`,
        });
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ProblemError({
        status: 413,
        title: 'Content too large',
        detail: `the body is larger than ${maxBytes} bytes once decompressed`,
      });
    }
    throw badRequest(`the body is not ${encoding}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Lines that hold something. A body that is one JSON value over several lines is one line. */
export function* linesOf(body: Buffer): Iterable<{ readonly bytes: Buffer; readonly line: number }> {
  if (isOneValue(body)) {
    yield { bytes: body, line: 1 };
    return;
  }
  for (let from = 0, line = 1; from < body.length; line++) {
    const newline = body.indexOf(NEWLINE, from);
    const to = newline < 0 ? body.length : newline;
    const bytes = body.subarray(from, to);
    if (!bytes.every(isBlank)) yield { bytes, line };
    from = to + 1;
  }
}

/** True for a value printed over lines: its first line alone is no JSON, and the whole is. */
function isOneValue(body: Buffer): boolean {
  const text = body.subarray(startsWithByteOrderMark(body) ? 3 : 0);
  const start = text.findIndex((byte) => !isBlank(byte) && byte !== NEWLINE);
  const newline = start < 0 ? -1 : text.indexOf(NEWLINE, start);
  if (newline < 0) return start >= 0;
  // An event of more bytes is refused in any case.
  return !isJson(text.subarray(start, newline)) && text.length <= ENVELOPE_LIMITS.eventBytes && isJson(text);
}

function isJson(text: Buffer): boolean {
  try {
    JSON.parse(text.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

const NEWLINE = 0x0a;
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;
const startsWithByteOrderMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
