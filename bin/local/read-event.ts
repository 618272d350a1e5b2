import { readFileSync } from 'node:fs';
import { UsageError } from '../usage.ts';

/**
 * An EventBridge event from a file.
 *
 * @throws UsageError where there is no such file, or it holds no JSON object
 */
export function readEvent(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(`--event ${file}: ${missing ? 'there is no such file' : 'cannot be read'}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw new UsageError(`--event ${file}: not JSON`);
  }
  throw new UsageError(`--event ${file}: not a JSON object`);
}
