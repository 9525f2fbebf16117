"""Computes and datastores: kept as labels and addresses; what is local or an open storage is really used."""

from __future__ import annotations

from typing import Literal

from designer.spec.kinds.base import Anything, Flag, Mapping, Path, Spec, Text, Texts, Whole, key
from designer.spec.kinds.common import Described, ResourceIdentity


class Compute(Described):
    """What all computes have."""

    name: Text = key("The name.", runs="yes", wanted=True)
    location: Text = key("The region.")
    resource_id: Text = key("Its address elsewhere.")
    created_on: Text = key("Kept as written.")
    provisioning_state: Text = key("Kept as written.")
    provisioning_errors: Anything = key("Kept as written.")
    properties: Mapping = key("More settings.")
    identity: ResourceIdentity = key("As whom it acts.")
    compute_location: Text = key("The region, as an export tells.")


class Network(Spec):
    vnet_name: Text = key("The virtual network.")
    subnet: Text = key("The part of it.")
    public_ip_address: Text = key("Kept as written.")
    private_ip_address: Text = key("Kept as written.")


class ClusterLogin(Spec):
    admin_username: Text = key("Who logs in.")
    admin_password: Text = key("The password.")
    ssh_key_value: Text = key("The public key.")


class Cluster(Compute):
    """A cluster of machines. Here, a label with a limit on how many steps run at once."""

    type: Literal["amlcompute"] = key("The type.", runs="yes")
    size: Text = key("The size of machine.")
    tier: Literal["low_priority", "dedicated", "lowpriority"] = key("Whether machines may be taken away.")
    min_instances: Whole = key("Machines that stay.", default=0)
    max_instances: Whole = key(
        "Machines at most: as many steps, times their `instance_count`, run at once.", runs="mapped"
    )
    idle_time_before_scale_down: Whole = key("Seconds until an idle machine is given back.")
    ssh_public_access_enabled: Flag = key("Whether one may log in from outside.")
    ssh_settings: ClusterLogin = key("How to log in.")
    network_settings: Network = key("The network it is in.")
    enable_node_public_ip: Flag = key("Whether machines have addresses of their own.", default=True)
    vm_priority: Text = key("The older word for `tier`.")


class InstanceLogin(Spec):
    admin_username: Text = key("Who logs in.")
    ssh_port: Text = key("The port.")
    ssh_key_value: Text = key("The public key.")


class Instance(Compute):
    """One machine for one person."""

    type: Literal["computeinstance"] = key("The type.", runs="yes")
    size: Text = key("The size of machine.")
    state: Text = key("Kept as written.")
    last_operation: Mapping = key("Kept as written.")
    services: list[Mapping] = key("Kept as written.")
    network_settings: Network = key("The network it is in.")
    create_on_behalf_of: Mapping = key("For whom it is made.")
    ssh_public_access_enabled: Flag = key("Whether one may log in from outside.")
    ssh_settings: InstanceLogin = key("How to log in.")
    schedules: Mapping = key("When it starts and stops.")
    idle_time_before_shutdown: Text = key("How long it may idle, as in `PT30M`.")
    idle_time_before_shutdown_minutes: Whole = key("How long it may idle, in minutes.")
    custom_applications: list[Mapping] = key("Containers beside it.")
    setup_scripts: Mapping = key("Scripts that set it up.")
    os_image_metadata: Mapping = key("Kept as written.")
    enable_node_public_ip: Flag = key("Whether it has an address of its own.", default=True)
    enable_sso: Flag = key("Whether one login is enough.")
    enable_root_access: Flag = key("Whether the user may be root.")
    enable_os_patching: Flag = key("Whether the system is kept up to date.")
    release_quota_on_stop: Flag = key("Whether stopping frees its share.")


class Kubernetes(Compute):
    """A Kubernetes cluster that is attached."""

    type: Literal["kubernetes"] = key("The type.", runs="yes")
    namespace: Text = key("The namespace of the steps.")


class VirtualMachineLogin(Spec):
    admin_username: Text = key("Who logs in.")
    admin_password: Text = key("The password.")
    ssh_port: Whole = key("The port.")
    ssh_private_key_file: Path = key("The private key.")


class VirtualMachine(Compute):
    """A machine that is attached by ssh."""

    type: Literal["virtualmachine"] = key("The type.", runs="yes")
    resource_id: Text = key("Its address elsewhere.", required=True)
    ssh_settings: VirtualMachineLogin = key("How to log in.")


class SynapseSpark(Compute):
    """A Spark pool that is attached."""

    type: Literal["synapsespark"] = key("The type.", runs="yes")
    resource_id: Text = key("Its address elsewhere.", required=True)
    node_family: Text = key("Kept as written.")
    node_size: Text = key("Kept as written.")
    node_count: Whole = key("Kept as written.")
    spark_version: Text = key("Kept as written.")
    scale_settings: Mapping = key("How many machines.")
    auto_pause_settings: Mapping = key("When it pauses.")


class Attached(Compute):
    """Any other compute that is attached."""

    type: Text = key("The type.", runs="yes")
    ssh_port: Whole = key("The port.")


class Datastore(Described):
    """What all datastores have."""

    name: Text = key("The name.", runs="yes", wanted=True)
    properties: Mapping = key("More facts.")
    tags: Mapping = key("Words to find it by.", runs="yes")


class Credentials(Spec):
    """One of: an account key, a token, a service principal, a certificate; none means your own login."""

    account_key: Text = key("Key of the account.")
    sas_token: Text = key("A token that says what is allowed.")
    tenant_id: Text = key("Tenant of the principal.")
    client_id: Text = key("Id of the principal.")
    client_secret: Text = key("Secret of the principal.")
    certificate: Text = key("Path of a certificate.")
    thumbprint: Text = key("Thumbprint of the certificate.")
    resource_url: Text = key("What the principal asks for.")
    authority_url: Text = key("Whom the principal asks.")
    type: Text = key("Kept as written.")


class Storage(Datastore):
    account_name: Text = key("The storage account.", required=True, runs="yes")
    endpoint: Text = key(
        "The end of its address, or the whole of it.", default="core.windows.net", shows="core.windows.net", runs="yes"
    )
    protocol: Text = key("How it is reached.", default="https", shows="https")
    credentials: Credentials = key("How it is opened; kept encrypted.", runs="yes")


class AzureBlob(Storage):
    """A container of a storage account."""

    type: Literal["azure_blob"] = key("The type.", runs="yes")
    container_name: Text = key("The container.", required=True, runs="yes")


class AzureFile(Storage):
    """A file share of a storage account."""

    type: Literal["azure_file"] = key("The type.")
    file_share_name: Text = key("The share.", required=True)


class LakeGen2(Storage):
    """A file system of a data lake, second generation."""

    type: Literal["azure_data_lake_gen2"] = key("The type.", runs="yes")
    filesystem: Text = key("The file system.", required=True, runs="yes")


class LakeGen1(Datastore):
    """A data lake, first generation."""

    type: Literal["azure_data_lake_gen1"] = key("The type.")
    store_name: Text = key("The lake.", required=True)
    credentials: Credentials = key("How it is opened.")


class LakeHouse(Spec):
    type: Literal["lake_house"] = key("What it is.")
    name: Text = key("Its name.", required=True)


class OneLake(Datastore):
    """A lake house of Fabric."""

    type: Literal["one_lake"] = key("The type.")
    one_lake_workspace_name: Text = key("The workspace.", required=True)
    endpoint: Text = key("The address.", required=True)
    artifact: LakeHouse = key("The lake house.")
    credentials: Credentials = key("How it is opened.")


class Hdfs(Datastore):
    """A Hadoop file system."""

    type: Literal["hdfs"] = key("The type.")
    name_node_address: Text = key("The name node.", required=True)
    protocol: Text = key("How it is reached.", default="http", shows="http")
    hdfs_server_certificate: Path = key("Its certificate.")
    credentials: Mapping = key("Kerberos realm, address, principal, and a password or keytab.", required=True)


class LocalStore(Datastore):
    """A folder of this machine as a datastore; Penstock's own."""

    type: Literal["local"] = key("The type.", runs="yes")
    path: Path = key("The folder.", required=True, runs="yes")


class S3(Datastore):
    """A bucket of S3 or of anything that speaks its language; Penstock's own."""

    type: Literal["s3"] = key("The type.", runs="yes")
    bucket: Text = key("The bucket.", required=True, runs="yes")
    prefix: Path = key("The folder inside it.", runs="yes")
    endpoint_url: Text = key("Address, when it is not Amazon's.", runs="yes")
    endpoint: Text = key("The same as `endpoint_url`.", runs="yes")
    region: Text = key("The region.", runs="yes")
    credentials: Mapping = key("`access_key_id`, `secret_access_key`, `session_token`; kept encrypted.", runs="yes")


class Gcs(Datastore):
    """A bucket of Google's cloud storage; Penstock's own."""

    type: Literal["gcs"] = key("The type.", runs="yes")
    bucket: Text = key("The bucket.", required=True, runs="yes")
    prefix: Path = key("The folder inside it.", runs="yes")
    project: Text = key("The project.", runs="yes")
    credentials: Mapping = key("`token`: the JSON of a service account; kept encrypted.", runs="yes")
    endpoint_url: Text = key("Address, when it is not Google's.", runs="yes")


class Sftp(Datastore):
    """A folder of another machine by ssh; Penstock's own."""

    type: Literal["sftp"] = key("The type.", runs="yes")
    host: Text = key("The machine.", required=True, runs="yes")
    port: Whole = key("The port.", default=22, runs="yes")
    path: Path = key("The folder.", runs="yes")
    username: Text = key("Who logs in.", runs="yes")
    credentials: Mapping = key("`password`, or `private_key` and `passphrase`; kept encrypted.", runs="yes")
    options: Texts = key("More options.")
