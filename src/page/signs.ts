/**
 * The signs of the page: a colour, a sign and a word for each verdict and severity, so that none of them is needed
 * alone. The word always stands beside the sign.
 */
import type { Severity } from '../explain/finding.ts'
import type { RowState } from '../report/rows-groups.ts'
import { rowStates } from '../report/rows-groups.ts'
import { type Html, html } from './html.ts'

/** What a sign can stand for. */
export type State = Severity | keyof typeof rowStates

/** The sign, hidden from readers aloud: they hear the word. */
export function signHtml(state: State): Html {
  return html`<span class="sign ${state}" aria-hidden="true">${signOf(state)}</span>`
}

/** Bare, for a picture. Our own sign: it may stand in a template as it is. */
export function signOf(state: State): Html {
  return signsHtml[state]
}

const signsHtml: Readonly<Record<State, Html>> = {
  fault: html`✕`,
  wrong: html`✕`,
  warning: html`!`,
  doubtful: html`!`,
  notice: html`i`,
  unknown: html`?`,
  intact: html`✓`,
}

/** The name of a row's state. */
export function stateName(state: RowState): keyof typeof rowStates {
  const found = Object.entries(rowStates).find(([, it]) => it.sign === state.sign)
  return (found?.[0] ?? 'unknown') as keyof typeof rowStates
}
