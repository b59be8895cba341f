/** The example in the documentation. */
export const DOCUMENTED = `version: 1

people:
  devs: S0DEVS0001
  sre: S0SRE00001
  oncall: S0ONCALL01
  ben: U0BEN00001
channels:
  prod-ops: C0PRODOPS1

everywhere:
  organization: acme
  requesters: [devs, sre]

environments:
  staging:
    workspace: acme-staging
  prod:
    workspace: acme-prod
    channels: [prod-ops]
    approval:
      required:
        - { from: sre }
      expires: 30m
      allow_requester: false
    break_glass: [oncall]
    cooldown: 10m

actions:
  cleanup:
    description: Delete build artefacts that nothing refers to
    address: module.utils.action.aws_lambda_invoke.cleanup
    environments: [staging, prod]
    parameters:
      older_than_days: { variable: cleanup_older_than_days, type: integer, minimum: 1, maximum: 365, default: 30, description: Age in days }
  failover:
    description: Move the database to its standby
    address: action.aws_lambda_invoke.failover
    requesters: [sre]
    environments:
      prod:
        approval: { required: [{ from: ben }] }
        apply: by_hand

freezes:
  - name: weekend
    environments: [prod]
    starts: "0 16 * * 5"
    lasts: 64h
    timezone: Europe/Vienna
    reason: Nobody is on call for deployments

notify:
  failure: [sre]
`;
