/** The words and numbers of Get-Service (ServiceController) and Win32_Service for state and start type. */
import type { Service } from '../facts/host-activity.ts';

/** ServiceControllerStatus by number and name; Win32_Service.State spells two of them with a blank. */
export const SERVICE_STATES: ReadonlyMap<string, Service['state']> = new Map([
  ['1', 'stopped'],
  ['stopped', 'stopped'],
  ['4', 'running'],
  ['running', 'running'],
]);

/** ServiceStartMode by number and name; Win32_Service.StartMode says `Auto`. */
export const SERVICE_STARTS: ReadonlyMap<string, Service['start']> = new Map([
  ['0', 'boot'],
  ['boot', 'boot'],
  ['1', 'system'],
  ['system', 'system'],
  ['2', 'automatic'],
  ['auto', 'automatic'],
  ['automatic', 'automatic'],
  ['automaticdelayedstart', 'automatic'],
  ['3', 'manual'],
  ['manual', 'manual'],
  ['4', 'disabled'],
  ['disabled', 'disabled'],
]);
