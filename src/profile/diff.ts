/**
 * What changed between two profiles, and the same in words for the administrator of a firewall. Knows nothing of the
 * terminal.
 */
import type { Protocol } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'
import { directionTitles, groupBy, groupRows, groupText, type ProfileLine, type RowGroup } from './groups.ts'
import { keyOf, type Profile, type ProfileRow } from './profile.ts'

/** Ports of which another thing is said than before. */
export interface ChangedGroup extends RowGroup {
  /** What was said before; `protocol` and `why` of the group itself are the new ones. */
  readonly before: { readonly protocol: Protocol; readonly why: string }
}

/** All in the order of a profile: incoming first, then by transport and port. */
export interface ProfileDiff {
  readonly from: Profile
  readonly to: Profile
  /** In `to` only. */
  readonly added: readonly RowGroup[]
  /** In `from` only. */
  readonly gone: readonly RowGroup[]
  readonly changed: readonly ChangedGroup[]
}

/** What `to` asks for beyond `from`, no longer, or otherwise. Names, versions and sources do not count. */
export function diffProfiles(from: Profile, to: Profile): ProfileDiff {
  const [before, after] = [from, to].map(({ rows }) => new Map(rows.map(it => [keyOf(it.row), it])))
  const changes = to.rows.flatMap(now => {
    const then = before?.get(keyOf(now.row))
    return then === undefined || isAlike(then, now) ? [] : [{ now, then }]
  })
  return {
    from,
    to,
    added: groupRows(to.rows.filter(({ row }) => before?.has(keyOf(row)) !== true)),
    gone: groupRows(from.rows.filter(({ row }) => after?.has(keyOf(row)) !== true)),
    changed: groupBy(
      changes,
      ({ now }) => ({ ...now.row, why: now.why }),
      ({ then }) => JSON.stringify([then.row.protocol, then.why]),
    ).map(({ group, first: { then } }) => ({ ...group, before: { protocol: then.row.protocol, why: then.why } })),
  }
}

/** Whether both ask for the same. */
export function isEqual({ added, gone, changed }: ProfileDiff): boolean {
  return added.length + gone.length + changed.length === 0
}

/** The difference in words; equal profiles are said to be. */
export function renderProfileDiff(diff: ProfileDiff): readonly ProfileLine[] {
  const { from, to } = diff
  if (isEqual(diff)) return [{ indent: '', text: equalText(diff) }]
  return [
    { indent: 'from: ', text: titleOf(from) },
    { indent: 'to:   ', text: titleOf(to) },
    ...sections('To open', diff.added, group => `${groupText(group)}: ${group.why}`),
    ...sections('No longer needed', diff.gone, group => `${groupText(group)}: ${group.why}`),
    ...sections('Open as before, but changed', diff.changed, changeText),
  ]
}

function equalText({ from, to }: ProfileDiff): string {
  const count = to.rows.length === 1 ? 'row' : `${to.rows.length} rows`
  return `${titleOf(from)} and ${titleOf(to)} ask for the same ${count}: nothing to open, nothing to close.`
}

function titleOf({ name, version }: Profile): string {
  return `${name}, version ${version}`
}

/** A section for each direction that has a group. */
function sections<T extends RowGroup>(
  title: string,
  groups: readonly T[],
  text: (group: T) => string,
): readonly ProfileLine[] {
  return (['incoming', 'outgoing'] satisfies readonly Direction[]).flatMap(direction => {
    const lines = groups
      .filter(group => group.direction === direction)
      .map(group => ({ indent: '  ', text: text(group) }))
    if (lines.length === 0) return []
    return [{ indent: '', text: '' }, { indent: '', text: `${title}, ${directionTitles[direction]}:` }, ...lines]
  })
}

function changeText(group: ChangedGroup): string {
  const { before, protocol, why } = group
  const changes = [
    ...(before.protocol === protocol ? [] : [`protocol ${before.protocol} before, now ${protocol}`]),
    ...(before.why === why ? [] : [`needed before for: ${before.why}; now for: ${why}`]),
  ]
  return `${groupText(group)}: ${changes.join('; ')}`
}

function isAlike(a: ProfileRow, b: ProfileRow): boolean {
  return a.row.protocol === b.row.protocol && a.why === b.why
}
