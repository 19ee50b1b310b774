import { judgeWithOthers } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { DISABLE_DOMAIN_CREDS } from '../../src/check/windows-settings.ts';

const MAY_SAVE = {
  ja: '資格情報を保存しないかどうか分からない',
  en: 'whether it saves credentials is not known',
};

/**
 * The guide's own example. It stops Credential Manager from keeping network credentials, and no browser: those that
 * have policies are judged by the other parts, and any other is left open here.
 */
export default defineCheck({
  id: 'B-3b.1',
  control: 'B-3b',
  title: {
    ja: 'ネットワーク認証の資格情報を保存できない',
    en: 'Credentials for network authentication cannot be stored',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: (facts) =>
    judgeWithOthers(facts, judgeSetting(facts.registry, facts.os, DISABLE_DOMAIN_CREDS), MAY_SAVE),
});
