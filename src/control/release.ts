/**
 * The name of this release. package.json is the one place where it stands.
 */
import { readFileSync } from 'node:fs'

/** As package.json has it, such as `0.1.0`. */
export const releaseName: string = readVersion()

/** From the sources the file is two folders up, from `dist` three. */
function readVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'))
      if (isPackage(found)) return found.version
    } catch {}
  }
  return 'unknown'
}

function isPackage(value: unknown): value is { name: 'pathproof'; version: string } {
  return (
    typeof value === 'object' && value !== null && 'name' in value && value.name === 'pathproof' && 'version' in value
  )
}
