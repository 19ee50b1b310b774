/** Where the files of SYSVOL come from. */
export { sysvolFromFolder } from './sysvol-folder.ts';
export type { SysvolFolder, SysvolSource } from './sysvol-plan.ts';
export { sysvolFromSmbclient } from './sysvol-smb.ts';
