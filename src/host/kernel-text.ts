/**
 * The one place that reads the kernel's text files. Knows no format: the parsers beside it do.
 */
import { readFile } from 'node:fs/promises'

/** A file below /proc or /sys as text; null where it cannot be read, and on every platform but Linux. */
export async function readKernelText(path: string): Promise<string | null> {
  if (process.platform !== 'linux') return null
  try {
    return await readFile(path, 'latin1')
  } catch {
    return null
  }
}
