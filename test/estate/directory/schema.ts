/**
 * Attributes of the schema that decide what a reader may see: GUID, property set and search flags as [MS-ADA1] to
 * [MS-ADA3] give them. Those of LAPS are made when a forest adds them, so that their GUIDs are invented here.
 */
import { guidOf } from './binary.ts';

/** Property sets ([MS-ADTS] 5.1.3.3.2), by what they hold. */
const GENERAL = '59ba2f42-79a2-11d0-9020-00c04fc2d3cf';
const PUBLIC = 'e48d0154-bcf8-11d1-8702-00c04fb96050';
const RESTRICTIONS = '4c164200-20c0-11d0-a768-00aa006e0529';
const MEMBERSHIP = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf';
const LOGON = '5f202010-79a5-11d0-9020-00c04fc2d4cf';
const PASSWORD = 'c7407360-20bf-11d0-a768-00aa006e0529';
const PERSONAL = '77b5b886-944a-11d1-aebd-0000f80367c1';
const DNS = '72e39547-7b18-11d1-adef-00c04fd8d5cd';

export interface AttributeSchema {
  readonly name: string;
  readonly guid: string;
  readonly propertySet: string | null;
  readonly searchFlags: number;
}

type Row = readonly [name: string, guid: string, propertySet: string | null, searchFlags: number];

const BASE: readonly Row[] = [
  ['accountExpires', 'bf967915-0de6-11d0-a285-00aa003049e2', RESTRICTIONS, 16],
  ['adminCount', 'bf967918-0de6-11d0-a285-00aa003049e2', null, 0],
  ['displayName', 'bf967953-0de6-11d0-a285-00aa003049e2', GENERAL, 5],
  ['dNSHostName', '72e39547-7b18-11d1-adef-00c04fd8d5cd', DNS, 0],
  ['flags', 'bf967976-0de6-11d0-a285-00aa003049e2', null, 0],
  ['flatName', 'b7b13117-b82e-11d0-afee-0000f80367c1', null, 1],
  ['gPCFunctionalityVersion', 'f30e3bc0-9ff0-11d1-b603-0000f80367c1', null, 0],
  ['gPCFileSysPath', 'f30e3bc1-9ff0-11d1-b603-0000f80367c1', null, 0],
  ['gPCMachineExtensionNames', '32ff8ecc-783f-11d2-9916-0000f87a57d4', null, 0],
  ['gPCUserExtensionNames', '42a75fc6-783f-11d2-9916-0000f87a57d4', null, 0],
  ['gPCWQLFilter', '7bd4c7a6-1add-4436-8c04-3999a880154c', null, 0],
  ['gPLink', 'f30e3bbe-9ff0-11d1-b603-0000f80367c1', null, 0],
  ['gPOptions', 'f30e3bbf-9ff0-11d1-b603-0000f80367c1', null, 0],
  ['groupType', '9a9a021e-4a5b-11d1-a9c3-0000f80367c1', null, 9],
  ['lastLogonTimestamp', 'c0e20a04-0e5a-4ff3-9482-5efeaecd7060', LOGON, 1],
  ['lockoutDuration', 'bf9679a5-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['lockOutObservationWindow', 'bf9679a4-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['lockoutThreshold', 'bf9679a6-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['maxPwdAge', 'bf9679bb-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['member', 'bf9679c0-0de6-11d0-a285-00aa003049e2', MEMBERSHIP, 0],
  ['memberOf', 'bf967991-0de6-11d0-a285-00aa003049e2', MEMBERSHIP, 16],
  ['minPwdAge', 'bf9679c2-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['minPwdLength', 'bf9679c3-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['ms-DS-MachineAccountQuota', 'd064fb68-1480-11d3-91c1-0000f87a57d4', null, 0],
  ['msDS-AllowedToActOnBehalfOfOtherIdentity', '3f78c3e5-f79a-46bd-a0b8-9d18116ddc79', RESTRICTIONS, 0],
  ['msDS-AllowedToDelegateTo', '800d94d7-b7a1-42a1-b14d-7cae1423d07f', PUBLIC, 0],
  ['msDS-Behavior-Version', 'd31a8757-2447-4545-8081-3bb610cacbf2', null, 0],
  ['msDS-GroupMSAMembership', '888eedd6-ce04-df40-b462-b8a50e41ba38', null, 0],
  ['msDS-LockoutDuration', '421f889a-472e-4fe4-8eb9-e1d0bc6071b2', null, 0],
  ['msDS-LockoutObservationWindow', 'b05bda89-76af-468a-b892-1be55558ecc8', null, 0],
  ['msDS-LockoutThreshold', 'b8c8c35e-4a19-4a95-99d0-69fe4446286f', null, 0],
  ['msDS-MaximumPasswordAge', 'fdd337f5-4999-4fce-b252-8ff9c9b43875', null, 0],
  ['msDS-MinimumPasswordAge', '2a74f878-4d9c-49f9-97b3-6767d1cbd9a3', null, 0],
  ['msDS-MinimumPasswordLength', 'b21b3439-4c3a-441c-bb5f-08f20e9b315e', null, 0],
  ['msDS-PasswordComplexityEnabled', 'db68054b-c9c3-4bf0-b15b-0fb52552a610', null, 0],
  ['msDS-PasswordHistoryLength', 'fed81bb7-768c-4c2f-9641-2245de34794d', null, 0],
  ['msDS-PasswordReversibleEncryptionEnabled', '75ccdd8f-af6c-4487-bb4b-69e4d38a959c', null, 0],
  ['msDS-PasswordSettingsPrecedence', '456374ac-1f0a-4617-93cf-bc55a7c9d341', null, 0],
  ['msDS-PSOAppliesTo', '64c80f48-cdd2-4881-a86d-4e97b6f561fc', null, 0],
  ['msDS-SupportedEncryptionTypes', '20119867-1d04-4ab7-9371-cfc3d5df0afd', PERSONAL, 0],
  ['msWMI-ID', '9339a803-94b8-47f7-9123-a853b9ff7e45', null, 0],
  ['msWMI-Name', 'c6c8ace5-7e81-42af-ad72-77412c5941c4', null, 0],
  ['msWMI-Parm1', '27e81485-b1b0-4a8b-bedd-ce19a837e26e', null, 0],
  ['msWMI-Parm2', '0003508e-9c42-4a76-a8f4-38bf64bab0de', null, 0],
  ['name', 'bf967a0e-0de6-11d0-a285-00aa003049e2', PUBLIC, 13],
  ['nETBIOSName', 'bf9679d8-0de6-11d0-a285-00aa003049e2', null, 1],
  ['nTSecurityDescriptor', 'bf9679e3-0de6-11d0-a285-00aa003049e2', null, 8],
  ['objectClass', 'bf9679e5-0de6-11d0-a285-00aa003049e2', PUBLIC, 9],
  ['objectGUID', 'bf9679e7-0de6-11d0-a285-00aa003049e2', PUBLIC, 9],
  ['objectSid', 'bf9679e8-0de6-11d0-a285-00aa003049e2', GENERAL, 9],
  ['operatingSystem', '3e978925-8c01-11d0-afda-00c04fd930c9', null, 0],
  ['operatingSystemVersion', '3e978926-8c01-11d0-afda-00c04fd930c9', null, 0],
  ['primaryGroupID', 'bf967a00-0de6-11d0-a285-00aa003049e2', GENERAL, 17],
  ['pwdHistoryLength', 'bf967a09-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['pwdLastSet', 'bf967a0a-0de6-11d0-a285-00aa003049e2', RESTRICTIONS, 0],
  ['pwdProperties', 'bf967a0b-0de6-11d0-a285-00aa003049e2', PASSWORD, 0],
  ['sAMAccountName', '3e0abfd0-126a-11d0-a060-00aa006c33ed', GENERAL, 13],
  ['securityIdentifier', 'bf967a2f-0de6-11d0-a285-00aa003049e2', null, 0],
  ['servicePrincipalName', 'f3a64788-5306-11d1-a9c5-0000f80367c1', PUBLIC, 1],
  ['sIDHistory', '17eb4278-d167-11d0-b002-0000f80367c1', GENERAL, 1],
  ['siteObject', '3e10944c-c354-11d0-aff8-0000f80367c1', null, 0],
  ['trustAttributes', '80a67e5a-9f22-11d0-afdd-00c04fd930c9', null, 0],
  ['trustDirection', 'bf967a5c-0de6-11d0-a285-00aa003049e2', null, 0],
  ['trustPartner', 'bf967a5d-0de6-11d0-a285-00aa003049e2', null, 1],
  ['trustType', 'bf967a60-0de6-11d0-a285-00aa003049e2', null, 0],
  ['userAccountControl', 'bf967a68-0de6-11d0-a285-00aa003049e2', RESTRICTIONS, 25],
  ['userPrincipalName', '28630ebb-41d5-11d1-a9c1-0000f80367c1', PUBLIC, 1],
  ['userWorkstations', 'bf9679d7-0de6-11d0-a285-00aa003049e2', LOGON, 16],
  ['versionNumber', 'bf967a76-0de6-11d0-a285-00aa003049e2', null, 0],
  ['whenCreated', 'bf967a78-0de6-11d0-a285-00aa003049e2', null, 0],
];

const laps = (name: string, searchFlags: number): Row => [name, guidOf(`schema ${name}`), null, searchFlags];

/** fRODCFilteredAttribute, fNEVERVALUEAUDIT, fCONFIDENTIAL, fPRESERVEONDELETE. */
const SECRET = 904;

const WINDOWS_LAPS: readonly Row[] = [
  laps('msLAPS-PasswordExpirationTime', 0),
  laps('msLAPS-Password', SECRET),
  laps('msLAPS-EncryptedPassword', SECRET),
];

const LEGACY_LAPS: readonly Row[] = [laps('ms-Mcs-AdmPwdExpirationTime', 0), laps('ms-Mcs-AdmPwd', SECRET)];

export type LapsSchema = 'windows' | 'legacy';

export function attributeSchemas(added: readonly LapsSchema[]): readonly AttributeSchema[] {
  const rows = [
    ...BASE,
    ...(added.includes('windows') ? WINDOWS_LAPS : []),
    ...(added.includes('legacy') ? LEGACY_LAPS : []),
  ];
  return rows.map(([name, guid, propertySet, searchFlags]) => ({ name, guid, propertySet, searchFlags }));
}
