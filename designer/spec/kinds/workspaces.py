"""Workspaces, hubs, projects, registries, feature stores and connections: kept whole."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.base import Anything, Flag, Mapping, Spec, Text, TextMap, Texts, key, suggested
from designer.spec.kinds.common import Described, Headed, ResourceIdentity


class Key(Spec):
    """A key of the customer's own that everything is encrypted with."""

    key_vault: Text = key("Where the key lies.")
    key_uri: Text = key("The key's address.")
    cosmosdb_id: Text = key("A database to use.")
    storage_id: Text = key("A storage to use.")
    search_id: Text = key("A search service to use.")


class Rule(Spec):
    """An address that may be called."""

    type: Literal["fqdn", "private_endpoint", "service_tag"] = key("How the address is named.")
    name: Text = key("The rule's name.", required=True)
    destination: Mapping | Text = key("The address.", required=True)
    category: Text = key("Kept as written.")
    status: Text = key("Kept as written.")
    parent_rule_names: Texts = key("Kept as written.")
    fqdns: Texts = key("Names that lead to it.")


class ManagedNetwork(Spec):
    isolation_mode: Literal["disabled", "allow_internet_outbound", "allow_only_approved_outbound"] = key(
        "What may be called."
    )
    outbound_rules: list[Rule] = key("Addresses that may be called.")
    firewall_sku: Text = key("Size of the firewall.")
    network_id: Text = key("Kept as written.")
    status: Mapping = key("Kept as written.")


class Serverless(Spec):
    custom_subnet: Text = key("The network of machines that come and go.")
    no_public_ip: Flag = key("Whether they have no address of their own.")


class Workspace(Described):
    """A workspace. This product has one of its own; files of others are kept."""

    name: Text = key("The name.", wanted=True)
    kind: Text = key("`default`, `hub` or `project`.")
    display_name: Text = key("The name people see.")
    location: Text = key("The region.")
    resource_group: Text = key("The group it is in.")
    discovery_url: Text = key("Kept as written.")
    mlflow_tracking_uri: Text = key("Kept as written.")
    hbi_workspace: Flag = key("Whether its data is of high value.")
    storage_account: Text = key("The storage it uses.")
    container_registry: Text = key("The images it uses.")
    key_vault: Text = key("The secrets it uses.")
    application_insights: Text = key("Where it is watched.")
    customer_managed_key: Key = key("A key of one's own.")
    image_build_compute: Text = key("Where images are built.")
    public_network_access: Literal["Disabled", "Enabled"] = key("Whether it is reached from outside.")
    network_acls: Mapping = key("Addresses that may reach it.")
    system_datastores_auth_mode: Text = key("How its own datastores are opened.")
    identity: ResourceIdentity = key("As whom it acts.")
    primary_user_assigned_identity: Text = key("The identity it uses first.")
    workspace_hub: Text = key("The hub it belongs to.")
    managed_network: ManagedNetwork = key("What may be called from inside.")
    provision_network_now: Flag = key("Whether the network is made at once.")
    enable_data_isolation: Flag = key("Whether data is kept apart.")
    allow_roleassignment_on_rg: Flag = key("Kept as written.")
    serverless_compute: Serverless = key("Machines that come and go.")
    feature_store_settings: Mapping = key("Kept as written.")


class Hub(Workspace):
    """A workspace that others share."""

    default_resource_group: Text = key("The group of its projects.")
    default_workspace_resource_group: Text = key("The older word.")
    enterprise_search_service: Mapping = key("Kept as written.")
    associated_workspaces: Texts = key("Kept as written.")


class Project(Workspace):
    """A workspace inside a hub."""

    hub_id: Text = key("The hub.", required=True)


class SparkRuntime(Spec):
    spark_runtime_version: Text = key("The version of Spark.")


class Store(Spec):
    type: Text = key("The kind of store.", required=True)
    target: Text = key("Its address.", required=True)
    name: Text = key("Its name.")


class FeatureStore(Workspace):
    """A workspace that holds features."""

    compute_runtime: SparkRuntime = key("What computes features.")
    offline_store: Store = key("Where past values are stored.")
    online_store: Store = key("Where present values are stored.")
    materialization_identity: Mapping = key("As whom values are computed.")


class Region(Spec):
    location: Text = key("The region.")
    storage_config: Mapping | Texts = key("The storage there.")
    acr_config: Anything = key("The images there.")


class Registry(Described):
    """A shelf of components, models and environments that workspaces share."""

    name: Text = key("The name.", wanted=True)
    location: Text = key("The region.", required=True)
    replication_locations: list[Region] = key("Regions it is copied to.")
    public_network_access: Literal["Disabled", "Enabled"] = key("Whether it is reached from outside.")
    container_registry: Mapping | Text = key("Where images lie.")
    intellectual_property: Mapping = key("Who publishes.")
    identity: ResourceIdentity = key("As whom it acts.")
    managed_resource_group: Text = key("Kept as written.")
    managed_resource_group_tags: TextMap = key("Kept as written.")
    mlflow_registry_uri: Text = key("Kept as written.")
    discovery_url: Text = key("Kept as written.")
    properties: Mapping = key("Kept as written.")
    kind: Text = key("Kept as written.")
    sku: Text = key("Kept as written.")


CONNECTIONS = (
    "git", "container_registry", "python_feed", "s3", "snowflake", "azure_sql_db", "azure_synapse_analytics",
    "azure_my_sql_db", "azure_postgres_db", "custom", "azure_data_lake_gen2", "azure_blob", "azure_one_lake",
    "azure_open_ai", "azure_ai_services", "azure_ai_search", "azure_content_safety", "azure_speech_services", "api_key",
    "open_ai", "serp", "serverless", "feature_store", "azure_cognitive_search", "cognitive_service",
)  # fmt: skip


class ConnectionSecrets(Spec):
    """How the other side is opened."""

    type: Annotated[
        str,
        suggested(
            "pat", "sas", "username_password", "managed_identity", "service_principal", "access_key", "api_key",
            "account_key", "aad", "none", "custom",
        ),
    ] = key("The kind of secret.")  # fmt: skip
    pat: Text = key("A personal token.")
    sas_token: Text = key("A token that says what is allowed.")
    username: Text = key("Who logs in.")
    password: Text = key("The password.")
    client_id: Text = key("Id of an identity or principal.")
    client_secret: Text = key("Secret of a principal.")
    tenant_id: Text = key("Tenant of a principal.")
    resource_id: Text = key("Address of an identity.")
    access_key_id: Text = key("Id of a key.")
    secret_access_key: Text = key("The key.")
    account_key: Text = key("Key of an account.")
    secret: Text = key("The key.", alias="key")


class Connection(Headed):
    """How something elsewhere is reached: a database, a storage, a service."""

    type: Annotated[str, suggested(*CONNECTIONS)] = key("What is on the other side.", required=True)
    name: Text = key("The name.", wanted=True)
    id: Text = key("Kept as written.")
    description: Text = key("What it is for.")
    tags: TextMap = key("Words to find it by.")
    creation_context: Mapping = key("Kept as written.")
    target: Text = key("The address of the other side.")
    endpoint: Text = key("The address of a service.")
    azure_endpoint: Text = key("The address of a service.")
    api_base: Text = key("The address of a service.")
    url: Text = key("The address of a storage.")
    credentials: ConnectionSecrets = key("How it is opened.")
    is_shared: Flag = key("Whether all projects of the hub may use it.", default=True)
    metadata: Mapping = key("More facts.")
    api_key: Text = key("The key of a service.")
    api_version: Text = key("The version of a service.")
    api_type: Text = key("The kind of a service.")
    open_ai_resource_id: Text = key("The service's id.")
    ai_services_resource_id: Text = key("The service's id.")
    account_name: Text = key("The storage account.")
    container_name: Text = key("The container.")
    one_lake_workspace_name: Text = key("The workspace of a lake.")
    artifact: Mapping = key("The lake house.")
    expiry_time: Text = key("When it ends.")


class CapabilityHost(Headed):
    """Kept whole: what agents of a hub may use."""

    name: Text = key("The name.")
    description: Text = key("What it is for.")
    capability_host_kind: Text = key("The kind.")
    vector_store_connections: Texts = key("Connections to searches.")
    ai_services_connections: Texts = key("Connections to models.")
    storage_connections: Texts = key("Connections to storages.")
    thread_storage_connections: Texts = key("Connections to stores of talks.")
