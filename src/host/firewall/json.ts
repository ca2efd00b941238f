/** Careful steps into parsed JSON of which nothing is known. Knows nothing of rules. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json)
}

/** The member of an object; null where there is none, or no object. */
export function member(json: Json | undefined, key: string): Json {
  return isObject(json) && Object.hasOwn(json, key) ? (json[key] ?? null) : null
}

/** Empty where it is no text. */
export function textMember(json: Json | undefined, key: string): string {
  const value = member(json, key)
  return typeof value === 'string' ? value : ''
}

/** The one member of an object as nft nests them: `{"match": {...}}`. Null where it is not of that form. */
export function single(json: Json | undefined): readonly [key: string, value: Json] | null {
  if (!isObject(json)) return null
  const entries = Object.entries(json)
  return entries.length === 1 ? (entries[0] ?? null) : null
}

/** A list as it is, anything else as a list of one. */
export function listOf(json: Json): readonly Json[] {
  return isList(json) ? json : [json]
}
