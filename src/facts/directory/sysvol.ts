/** Folders of SYSVOL. */
import type { SysvolListing } from './model.ts';

const GUID = /^\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/;

/** False for what stands beside the folders of GPOs: templates, what replication left behind. */
export const isFolderOfGpo = ({ gpo }: SysvolListing): boolean => GUID.test(gpo);
