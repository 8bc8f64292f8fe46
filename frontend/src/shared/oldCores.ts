/**
 * What browsers with a Chromium 86 core lack and our bundles (MapLibre's worker too) call: at() came with 92, hasOwn with 93.
 * The build lowers syntax, not functions; tests/oldCores.test.ts fails when a bundle calls another one.
 */
import 'core-js/actual/array/at'
import 'core-js/actual/object/has-own'
import 'core-js/actual/string/at'
