/**
 * Masks, part by part: the labels of a name from the last to the first, the octets and groups of an address from the
 * first to the last. The same part after the same parts has the same mask, so what belongs together still does; different
 * parts in one place have different masks, so no two values share one. Pure; knows nothing of names and addresses.
 */
import { RedactionError } from './error.ts'

/** What may stand at each position of a part: its mask is one choice for each. */
export type Choices = readonly (readonly string[])[]

/** A value, as the tree sees it. */
export interface Form {
  /** Which tree it is in: values in different trees have nothing in common. */
  readonly root: string
  readonly parts: readonly string[]
  /** As many as parts. */
  readonly choices: readonly Choices[]
  /** What the beginning of a mask is worth, up to and with its last part. `never`: it must not be. `poor`: only if nothing else is left. */
  readonly worth: (masked: readonly string[]) => Worth
}

export type Worth = 'good' | 'poor' | 'never'

/** Proposals for the mask of the part at `at`, which ends `path`: each the numbers of its choices. At least one. */
export type Proposals = (form: Form, at: number, path: string) => Iterable<readonly number[]>

interface Place {
  readonly form: Form
  readonly at: number
  readonly path: string
}

export interface Tree {
  /** Takes these parts for the mask of the form, as far as they agree with what is known. No other value gets that mask. */
  readonly know: (form: Form, masked: readonly string[]) => void
  /** The mask of a form, in parts. Throws RedactionError when there are more values than masks. */
  readonly mask: (form: Form) => readonly string[]
}

/** The paths of a form: the first part, the first two, and so on. */
export function pathsOf(root: string, parts: readonly string[]): readonly string[] {
  return parts.map((_, at) => pathOf(root, parts.slice(0, at + 1)))
}

/** A tree that avoids to give out `values`, the paths of what is masked: a mask that is another's value would mislead. */
export function createTree(values: ReadonlySet<string>, proposals: Proposals): Tree {
  const masks = new Map<string, string>()
  const used = new Set<string>()
  return { know, mask }

  function know(form: Form, masked: readonly string[]): void {
    for (let at = 0; at < masked.length; at += 1) {
      const path = pathOf(form.root, form.parts.slice(0, at + 1))
      const its = pathOf(form.root, masked.slice(0, at + 1))
      const isFree = !masks.has(path) && !used.has(its)
      used.add(its)
      if (isFree) masks.set(path, masked[at] ?? '')
      else if (masks.get(path) !== masked[at]) break
    }
    used.add(pathOf(form.root, masked))
  }

  function mask(form: Form): readonly string[] {
    const masked: string[] = []
    for (let at = 0; at < form.parts.length; at += 1) {
      const path = pathOf(form.root, form.parts.slice(0, at + 1))
      masked.push(masks.get(path) ?? choose({ form, at, path }, masked))
      keep(path, pathOf(form.root, masked), masked[at] ?? '')
    }
    return masked
  }

  function keep(path: string, maskedPath: string, part: string): void {
    masks.set(path, part)
    used.add(maskedPath)
  }

  /** The first good proposal, else the first poor one, else whatever is free, counting on from the last proposal. */
  function choose({ form, at, path }: Place, before: readonly string[]): string {
    const choices = form.choices[at] ?? []
    let poor: string | null = null
    let last: readonly number[] = []
    for (const proposal of proposals(form, at, path)) {
      last = proposal
      const part = partOf(choices, proposal)
      const worth = worthOf(form, [...before, part])
      if (worth === 'good') return part
      if (worth === 'poor') poor ??= part
    }
    return poor ?? countOn(choices, last, part => worthOf(form, [...before, part]) !== 'never')
  }

  function worthOf(form: Form, masked: readonly string[]): Worth {
    const path = pathOf(form.root, masked)
    if (used.has(path)) return 'never'
    const worth = form.worth(masked)
    return worth === 'good' && values.has(path) ? 'poor' : worth
  }
}

function pathOf(root: string, parts: readonly string[]): string {
  return `${root}/${parts.join('/')}`
}

function partOf(choices: Choices, numbers: readonly number[]): string {
  return choices.map((choice, at) => choice[(numbers[at] ?? 0) % choice.length] ?? '').join('')
}

/** No part has more values in one place than this. */
const MOST_STEPS = 1_000_000

function countOn(choices: Choices, from: readonly number[], isFree: (part: string) => boolean): string {
  const numbers = choices.map((choice, at) => (from[at] ?? 0) % choice.length)
  for (let step = 0; step < MOST_STEPS && increase(choices, numbers); step += 1) {
    const part = partOf(choices, numbers)
    if (isFree(part)) return part
    if (numbers.every((it, at) => it === (from[at] ?? 0) % (choices[at]?.length ?? 1))) break
  }
  throw new RedactionError('there are more values of one form than masks for them; redact fewer of them at once')
}

/** Counts like a clock; false where there is nothing to count. */
function increase(choices: Choices, numbers: number[]): boolean {
  for (let at = numbers.length - 1; at >= 0; at -= 1) {
    const next = (numbers[at] ?? 0) + 1
    numbers[at] = next < (choices[at]?.length ?? 1) ? next : 0
    if (numbers[at] !== 0) return true
  }
  return numbers.length > 0
}
